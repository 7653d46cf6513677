// What a count is held against, and who hears of it.
#pragma once

#include "oat/v1/stock.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"
#include "services/stock/count_store.h"

namespace oat::stock {

// In thousandths of what was drawn; 0 where no rules in force let anything be.
int64_t LiquidTolerance(access::Call& call, const policy::Book& book);

// Tells the auditor of what a count found beyond the rules, and of a place that is off time after
// time.
void TellAuditor(access::Call& call, const Count& count);

void Fill(const CountLine& line, v1::CountLine* out);

}  // namespace oat::stock
