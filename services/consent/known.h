// Whose consents a site may see and record, and about whom it may be asked.
#pragma once

#include "services/access/caller.h"
#include "services/custody/store.h"
#include "services/enrolment/store.h"
#include "services/identity/key_store.h"

namespace oat::consent {

// The calling site treats or has treated the person, or answers for today; and the record is there.
inline bool IsKnownHere(access::Call& call, PersonId person) {
  const std::string& here = call.site().code;
  if (identity::IsShredded(call.transaction, person)) return false;
  if (enrolment::HasEpisodeAt(call.transaction, person, here)) return true;
  const auto standing = custody::StandingOn(call.transaction, person, call.today());
  return standing && standing->site_code == here;
}

}  // namespace oat::consent
