// How the particulars of two people agree, in words; never what they say.
#pragma once

#include <ostream>

#include "oat/v1/enrolment.pb.h"

namespace oat::ctl {

// `pair` is the heading: who the two are.
void PrintFields(const google::protobuf::RepeatedPtrField<v1::FieldComparison>& fields,
                 const char* pair, std::ostream& out);

}  // namespace oat::ctl
