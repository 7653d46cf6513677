// Who somebody is, as requests say it: in the same three fields each.
#pragma once

#include "services/contract/code.h"
#include "services/identity/particulars.h"

namespace oat::enrolment {

template <class Request>
identity::Particulars ParticularsOf(const Request& request) {
  return {.family_name = Secret(request.name().family_name()),
          .given_name = Secret(request.name().given_name()),
          .birth_date = Secret(request.name().birth_date()),
          .document_kind =
              Secret(request.has_document() ? contract::Code(request.document().kind()) : ""),
          .document_number = Secret(request.document().number()),
          .uic = Secret(request.uic())};
}

}  // namespace oat::enrolment
