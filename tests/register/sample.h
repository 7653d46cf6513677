// A register with a line of every kind, for tests of how one is laid out.
#pragma once

#include "clients/register/book.h"
#include "oat/v1/stock_register.pb.h"

namespace oat::registers {

// Of Pharmacy 7 in Almaty, of 25 and 26 November 2026.
Book SampleBook();
// With so many doses of one day more at its end, of the patients PATIENT0000 and so on.
Book LongBook(int doses);

// Adds a line that fits what stands before it; what it keeps of the product follows.
v1::RegisterLine* AddLine(Book* book, v1::RegisterLineKind kind, const std::string& product,
                          int64_t quantity);

}  // namespace oat::registers
