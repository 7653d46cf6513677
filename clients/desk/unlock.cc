#include "absl/strings/ascii.h"
#include "clients/desk/terminal.h"

namespace oat::desk {

void Terminal::Unlock() {
  window_.TendList();
  const auto who = AskWhoUnlocks();
  if (!who) return;
  absl::Status status = window_.Unlock(*who);
  touched_ = clock_.Now();
  if (status.ok() && window_.wants_code() && who->badge.empty()) status = UnlockWithCode(*who);
  if (status.ok() && !IsAtWork()) return;
  if (status.ok()) {
    window_.TakeList(*who);
    TellOfCards();
    pages_.set_site(window_.site());
    counted_ = absl::InfinitePast();
    TellBelated(window_.TakeBelated());
    RefreshOpen();
    if (pouring_ != nullptr) TakeUpPump();
  } else if (absl::IsUnauthenticated(status) || absl::IsInvalidArgument(status)) {
    Notice(say_(text::kWrongSecret));
  } else if (link::IsAway(status)) {
    window_.downtime().SawAway();
    is_offline_ = window_.downtime().UnlockOffline(ListSecret(*who)).ok();
    // With the list alone: a desk without one has no page to read a card on.
    if (is_offline_) static_cast<void>(window_.cards().UnlockOffline(ListSecret(*who)));
    if (!is_offline_) Notice(say_(text::kAwayLocked));
  } else if (absl::IsFailedPrecondition(status)) {
    Notice(say_(text::kNoWindow));
  } else {
    Notice(say_(text::kRefusedRequest, {{"message", std::string(status.message())}}));
  }
}

std::optional<link::Credentials> Terminal::AskWhoUnlocks() {
  const std::vector<std::string> notices = TakeNotices();
  return AskCredentials(text::kBadgeOrLogin, [&](Wanted wanted, const Text& prompt) {
    const bool tends = wanted == Wanted::kLine && window_.downtime().HoldsList();
    auto event = Wait(
        wanted, [&] { return pages_.Locked(notices, prompt); },
        tends ? window_.downtime().DueAt() : absl::InfiniteFuture());
    if (event && event->kind == Event::Kind::kTimeout) notices_ = notices;
    return event;
  });
}

std::optional<link::Credentials> Terminal::AskCredentials(const Text& who_prompt,
                                                          const AskEvent& ask_event) {
  const auto ask = [&](Wanted wanted, const Text& prompt) -> std::optional<std::string> {
    auto event = ask_event(wanted, prompt);
    if (!event || event->kind != Event::Kind::kLine) return std::nullopt;
    return event->text;
  };
  const auto first = ask(Wanted::kLine, who_prompt);
  if (!first || first->empty()) return std::nullopt;
  link::Credentials who{.login = std::string(absl::StripAsciiWhitespace(*first))};
  // A scanner types through the layout too; no login is as long as a badge.
  const std::string badge = LatinKeys(who.login);
  const bool is_badge = link::IsBadge(badge);
  const auto secret = ask(Wanted::kSecret, is_badge ? text::kPin : text::kPassword);
  if (!secret) return std::nullopt;
  if (is_badge) return link::Credentials{.badge = badge, .pin = DigitKeys(*secret)};
  who.password = *secret;
  return who;
}

absl::Status Terminal::UnlockWithCode(link::Credentials who) {
  const auto event = Wait(
      Wanted::kSecret, [&] { return pages_.Code(); }, absl::InfiniteFuture());
  // Without a code she works as what needs none.
  if (!event || event->kind != Event::Kind::kLine || event->text.empty()) return absl::OkStatus();
  who.one_time_code = DigitKeys(event->text);
  window_.Lock();
  return window_.Unlock(who);
}

std::optional<link::Credentials> Terminal::AskSecond(const std::vector<std::string>& lines) {
  return AskCredentials(text::kSecondSigns, [&](Wanted wanted, const Text& prompt) {
    Page page;
    for (const std::string& line : lines) page.Add(line, Tone::kWarning);
    page.prompt = say_(prompt);
    keyboard_.Discard();
    return Wait(
        wanted, [&] { return page; }, absl::InfiniteFuture());
  });
}

std::optional<std::string> Terminal::WhyNotSigned(const absl::Status& status) const {
  if (absl::IsUnauthenticated(status)) return say_(text::kSecondWrong);
  if (absl::IsPermissionDenied(status)) return say_(text::kSecondMayNot);
  return std::nullopt;
}

std::optional<std::string> Terminal::AskApproval(const std::string& method,
                                                 const google::protobuf::Message& request) {
  std::vector<std::string> lines;
  while (const auto second = AskSecond(lines)) {
    absl::StatusOr<std::string> approval = window_.link().Approve(*second, method, request);
    if (approval.ok()) return *std::move(approval);
    if (const auto why_not = WhyNotSigned(approval.status())) {
      lines = {*why_not};
    } else if (!link::IsAway(approval.status())) {
      Explain(approval.status());
      break;
    } else if (!WaitForServer()) {
      break;
    }
  }
  return std::nullopt;
}

}  // namespace oat::desk
