// Who somebody is. Every part is a Secret, so none of it can be logged or formatted by accident.
#pragma once

#include <string>

#include "services/base/secret.h"

namespace oat::identity {

struct Particulars {
  Secret family_name;
  Secret given_name;
  Secret birth_date;  // ISO 8601
  Secret document_kind;
  Secret document_number;
  Secret uic;
};

}  // namespace oat::identity
