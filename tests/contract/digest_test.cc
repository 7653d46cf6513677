#include "services/contract/digest.h"

#include <gtest/gtest.h>

#include <string>

#include "oat/v1/access.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/stock.pb.h"

namespace oat::contract {
namespace {

v1::SignWasteRequest Waste() {
  v1::SignWasteRequest request;
  request.set_request_id("017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  request.set_station("W1");
  request.set_approval_id("017f22e2-79b0-7cc3-98c4-dc0c0c073990");
  return request;
}

TEST(Digest, IsBlake2b256OfTheBytes) {
  // The BLAKE2b-256 of nothing begins 0e5751c0 and ends e3a8 (published test vector).
  const std::string digest = Digest(v1::ListStaffRequest());
  ASSERT_EQ(digest.size(), 32U);
  EXPECT_EQ(digest.substr(0, 4), "\x0e\x57\x51\xc0");
  EXPECT_EQ(digest.substr(30), "\xe3\xa8");
}

TEST(Digest, KnowsARequestAgain) {
  v1::SignWasteRequest copy;
  ASSERT_TRUE(copy.ParseFromString(Waste().SerializeAsString()));
  EXPECT_EQ(Digest(copy), Digest(Waste()));
}

TEST(Digest, LeavesOutEachSecret) {
  v1::CreateStaffRequest staff;
  staff.set_login("dr.omarova");
  const std::string without = Digest(staff);
  staff.set_password("correct horse battery");
  const std::string first = Digest(staff);
  staff.set_password("another horse battery");
  EXPECT_EQ(Digest(staff), first);
  EXPECT_EQ(Digest(staff), without);
  EXPECT_EQ(DigestForApproval(staff), without);
  EXPECT_EQ(staff.password(), "another horse battery") << "the request itself is not touched";

  v1::RegisterDeviceRequest device;
  device.set_device_name("DESK-1");
  const std::string plain = Digest(device);
  device.set_device_token("token");
  EXPECT_EQ(Digest(device), plain);

  v1::ChangePasswordRequest change;
  const std::string empty = Digest(change);
  change.set_password("one");
  change.set_new_password("two");
  EXPECT_EQ(Digest(change), empty);
}

// Each change of content, of a list's order too, makes another request.
TEST(Digest, DiffersWithTheContent) {
  v1::RecordAdministrationRequest base;
  base.set_patient_number("100000000T");
  base.set_micrograms(80'000);
  base.add_lines()->set_lot_number("A");
  base.add_lines()->set_lot_number("B");
  auto changed = [&](auto change) {
    v1::RecordAdministrationRequest other = base;
    change(other);
    return Digest(other);
  };
  const std::string digests[] = {
      Digest(base),
      changed([](auto& r) { r.set_micrograms(80'001); }),
      changed([](auto& r) { r.set_micrograms(0); }),
      changed([](auto& r) { r.set_patient_number("100000000t"); }),
      changed([](auto& r) { r.set_dose_id("100000000T"); }),
      changed([](auto& r) { r.mutable_taken_at()->set_nanos(1); }),
      changed([](auto& r) { r.mutable_taken_at(); }),
      changed([](auto& r) { r.mutable_lines(1)->set_quantity(1); }),
      changed([](auto& r) { r.mutable_lines()->SwapElements(0, 1); }),
      changed([](auto& r) { r.mutable_lines()->RemoveLast(); }),
      changed([](auto& r) { r.set_approval_id("a"); }),
  };
  for (size_t i = 0; i < std::size(digests); ++i) {
    for (size_t j = 0; j < i; ++j) EXPECT_NE(digests[i], digests[j]) << i << " and " << j;
  }
}

TEST(Digest, CountsWhoAPersonIs) {
  v1::FindPatientRequest first, second;
  first.mutable_name()->set_family_name("Omarova");
  second.mutable_name()->set_family_name("Omarov");
  EXPECT_NE(Digest(first), Digest(second));
}

// A map has no order of its own on the wire, so no message of the contract has one: the same
// request gets the same bytes.
TEST(Contract, HasNoMaps) {
  for (const auto* file :
       {v1::Reason::descriptor()->file(), v1::SignWasteRequest::descriptor()->file(),
        v1::OpenApplicationRequest::descriptor()->file()}) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      const auto* type = file->message_type(i);
      for (int j = 0; j < type->field_count(); ++j) {
        EXPECT_FALSE(type->field(j)->is_map()) << type->field(j)->full_name();
      }
    }
  }
}

TEST(DigestForApproval, LeavesOutTheApprovalAlone) {
  v1::SignWasteRequest with = Waste(), other = Waste(), without = Waste();
  other.set_approval_id("017f22e2-79b0-7cc3-98c4-dc0c0c073991");
  without.clear_approval_id();
  EXPECT_EQ(DigestForApproval(with), DigestForApproval(without));
  EXPECT_EQ(DigestForApproval(with), DigestForApproval(other));
  EXPECT_EQ(DigestForApproval(without), Digest(without));
  EXPECT_NE(Digest(with), Digest(without));
  EXPECT_NE(Digest(with), Digest(other));
  EXPECT_EQ(with.approval_id(), Waste().approval_id()) << "the request itself is not touched";

  other.set_station("W2");
  EXPECT_NE(DigestForApproval(with), DigestForApproval(other));
  with.set_request_id("017f22e2-79b0-7cc3-98c4-dc0c0c073992");
  EXPECT_NE(DigestForApproval(with), DigestForApproval(without)) << "consent is to one request";
}

TEST(DigestForApproval, OfARequestThatTakesNoneIsItsDigest) {
  v1::VoidDoseRequest request;
  request.set_dose_id("x");
  EXPECT_EQ(DigestForApproval(request), Digest(request));
}

TEST(TextField, IsEmptyWhereThereIsNone) {
  EXPECT_EQ(TextField(Waste(), "request_id"), Waste().request_id());
  EXPECT_EQ(TextField(Waste(), "approval_id"), Waste().approval_id());
  EXPECT_EQ(TextField(v1::SignWasteRequest(), "approval_id"), "");
  EXPECT_EQ(TextField(v1::ListStaffRequest(), "request_id"), "");
}

}  // namespace
}  // namespace oat::contract
