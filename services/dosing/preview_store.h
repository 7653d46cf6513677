// What the rules need to know of everybody in treatment, read in a few statements for thousands of
// people. Only a call that reaches everyone may ask.
#pragma once

#include <string>
#include <vector>

#include "services/db/transaction.h"
#include "services/dosing/rules.h"
#include "services/sites/rules.h"

namespace oat::dosing {

// Somebody with an order of today. Of the situation only what rule packs can speak of is filled: no
// hold, incident or open dose, which stand in the way whatever the rules say. The missed days, and
// those on which a dose was expected, are for whoever knows the closures to reckon.
struct PersonInTreatment {
  PersonId person;
  std::string patient_number;
  Situation situation;
};
// Everybody in treatment whose custody is one of the sites' today.
std::vector<PersonInTreatment> LoadInTreatment(db::Transaction& transaction,
                                               const std::vector<sites::Site>& sites,
                                               absl::Time now);

}  // namespace oat::dosing
