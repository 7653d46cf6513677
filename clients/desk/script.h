// The scripted face of a window: one JSON command a line in, one JSON answer a line out.
#pragma once

#include <istream>
#include <ostream>

#include "clients/desk/pouring.h"
#include "clients/desk/window.h"
#include "clients/desk/words.h"

namespace oat::desk {

// Commands are objects whose `do` names one of: unlock {login, password; take_list}, lock, find
// {key of FindPatientRequest}, photo, hide, dismiss, authorise {identity_check, assessment},
// confirm {dose_id, and fields of ConfirmDoseRequest}, void {dose_id, reason, poured}, carry
// {dose_id, destination, seal; of the second person as unlock}, open, adopt {dose_id}, worklist
// {day}, state, tend.
// Cards that patients carry: read_card {card}, without a server too; unlock_cards {as unlock}
// without one; unlock says in `told_cards` what became of those that were read so. Without a
// server: unlock_offline {as unlock}, look {patient_number}, write_down {fields of
// RecordAdministrationRequest, second_login}; and when it is back unsent, enter {as unlock}.
// With a pump: pour {dose_id, lot_number, quantity}, pumps, resolve_pour {pour_id, measured; as
// unlock, by the second person}; unlock and pumps say what must be measured in `to_measure`.
// Answers are objects with `ok`; a clinical no is ok and carries its words. Ends at the end of
// `in`.
void RunScript(Window& window, Language language, std::istream& in, std::ostream& out,
               Pouring* pouring = nullptr);

}  // namespace oat::desk
