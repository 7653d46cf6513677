// Devices that come through the front door, and the authority that lets them, at the command line.
#include <openssl/x509v3.h>

#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/ctl/authority.h"
#include "clients/ctl/files.h"
#include "tests/ctl/office.h"

namespace oat::ctl {
namespace {

using test::Must;
using testing::HasSubstr;
using testing::Not;

Said Typed(const Strings& words) { return RunAt(NewFolder(), words); }

std::string NewAuthority() {
  const std::string folder = NewFolder();
  EXPECT_EQ(Typed({"authority", "create", folder}).exit_code, kDone);
  return folder;
}

std::string NewRequest() {
  const std::string folder = NewFolder();
  EXPECT_EQ(Typed({"device", "request", folder}).exit_code, kDone);
  return folder;
}

std::string StateOf(const std::string& device) {
  for (const std::string& line : AtAdmin({"device", "list"}).lines()) {
    const Strings words = WordsIn(line);
    if (words[0] == device) return words.back();
  }
  return "";
}

TEST(AuthorityFolder, IsReadByItsOwnerAloneAndMadeOnce) {
  const std::string folder = NewAuthority();
  EXPECT_EQ(ModeOf(folder), 0700u);
  for (const char* file :
       {"authority.key", "authority.crt", "door/authority.crt", "door/revoked.crl"}) {
    EXPECT_EQ(ModeOf(absl::StrCat(folder, "/", file)), 0600u) << file;
  }
  const std::string key = Must(ReadWholeFile(folder + "/authority.key"));
  EXPECT_THAT(Typed({"authority", "create", folder}).err, HasSubstr("holds an authority already"));
  EXPECT_EQ(Must(ReadWholeFile(folder + "/authority.key")), key);
}

TEST(AuthorityFolder, HasADoorForNamesAndAddresses) {
  const std::string folder = NewAuthority();
  auto door = [&](const Strings& names) {
    Strings words = {"authority", "door", folder};
    for (const std::string& name : names) words.insert(words.end(), {"--name", name});
    return Typed(words);
  };
  EXPECT_EQ(door({"door.example.kz", "10.0.0.7"}).exit_code, kDone);
  const auto made = CertificateFromPem(Must(ReadWholeFile(folder + "/door/door.pem")));
  ASSERT_NE(made, nullptr);
  EXPECT_EQ(X509_check_host(made.get(), "door.example.kz", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(made.get(), "10.0.0.7", 0), 1);
  EXPECT_EQ(X509_check_host(made.get(), "other.example.kz", 0, 0, nullptr), 0);
  EXPECT_THAT(door({"no name"}).err, HasSubstr("--name: got no name, wanted a host name"));
  EXPECT_THAT(door({}).err, HasSubstr("--name: got nothing"));
  EXPECT_THAT(Typed({"authority", "door", NewFolder(), "--name", "x"}).err,
              HasSubstr("got no authority there"));
}

TEST(Request, LeavesItsKeyWhereItIsMade) {
  const std::string folder = NewRequest();
  EXPECT_EQ(ModeOf(folder), 0700u);
  EXPECT_EQ(ModeOf(folder + "/device.key"), 0600u);
  EXPECT_THAT(Must(ReadWholeFile(folder + "/device.csr")), Not(HasSubstr("PRIVATE")));
  EXPECT_THAT(Typed({"device", "request", folder}).err, HasSubstr("holds a device's key already"));
}

TEST(AuthorityFolder, KeepsEveryDeviceOfThoseRevokedAtOnce) {
  const std::string folder = NewAuthority();
  const std::string request = Must(ReadWholeFile(NewRequest() + "/device.csr"));
  constexpr int kDevices = 16;
  std::vector<Certificate> issued;
  for (int i = 0; i < kDevices; ++i) {
    const auto certificate = Must(
        Must(Authority::Open(folder)).IssueToDevice(request, absl::StrCat("D-", i), absl::Now()));
    issued.push_back(CertificateFromPem(certificate.certificate));
  }
  std::vector<std::thread> people;
  for (int i = 0; i < kDevices; ++i) {
    people.emplace_back([&folder, i] {
      const Authority authority = Must(Authority::Open(folder));
      EXPECT_EQ(Must(authority.RevokeDevice(absl::StrCat("D-", i), absl::Now())), 1);
    });
  }
  for (std::thread& person : people) person.join();
  const auto list = RevocationListFromPem(Must(ReadWholeFile(folder + "/door/revoked.crl")));
  for (const Certificate& one : issued) {
    X509_REVOKED* found = nullptr;
    EXPECT_EQ(X509_CRL_get0_by_cert(list.get(), &found, one.get()), 1);
  }
}

TEST(Enrol, LetsADeviceInAndRenewAndRevokeFollowIt) {
  const std::string authority = NewAuthority(), folder = NewRequest();
  const Said enrolled = AtAdmin({"device", "enrol", "FAR-DESK", folder, "--authority", authority,
                                 "--site", "ALA1", "--station", "W8"});
  ASSERT_EQ(enrolled.exit_code, kDone) << enrolled.err;
  const auto issued = CertificateFromPem(Must(ReadWholeFile(folder + "/device.crt")));
  ASSERT_NE(issued, nullptr);
  EXPECT_EQ(NameOf(issued.get()), "FAR-DESK");
  const auto issuer = CertificateFromPem(Must(ReadWholeFile(folder + "/authority.crt")));
  EXPECT_EQ(X509_verify(issued.get(), X509_get0_pubkey(issuer.get())), 1);
  // The server was told of this very certificate.
  EXPECT_EQ(TheClinic().Sql("SELECT encode(fingerprint, 'hex') FROM device_certificate JOIN device "
                            "USING (device_id) WHERE device_name = 'FAR-DESK'"),
            absl::BytesToHexString(FingerprintOf(issued.get())));
  EXPECT_EQ(StateOf("FAR-DESK"), "use");

  ASSERT_EQ(AtAdmin({"device", "renew", "FAR-DESK", folder, "--authority", authority}).exit_code,
            kDone);
  const auto renewed = CertificateFromPem(Must(ReadWholeFile(folder + "/device.crt")));
  EXPECT_NE(FingerprintOf(renewed.get()), FingerprintOf(issued.get()));

  const Said revoked = AtAdmin({"device", "revoke", "FAR-DESK", "--authority", authority});
  ASSERT_EQ(revoked.exit_code, kDone) << revoked.err;
  EXPECT_THAT(revoked.out, HasSubstr("on the list of the revoked: 2"));
  const auto list = RevocationListFromPem(Must(ReadWholeFile(authority + "/door/revoked.crl")));
  for (X509* one : {issued.get(), renewed.get()}) {
    X509_REVOKED* found = nullptr;
    EXPECT_EQ(X509_CRL_get0_by_cert(list.get(), &found, one), 1);
  }
  EXPECT_EQ(StateOf("FAR-DESK"), "revoked");
  EXPECT_THAT(AtAdmin({"device", "renew", "FAR-DESK", folder, "--authority", authority}).err,
              HasSubstr("no such device, or it is revoked"));
}

TEST(Enrol, TakesNoNameForWhatCannotBeIssued) {
  const std::string authority = NewAuthority(), folder = NewRequest();
  auto enrol = [&](const std::string& of, const std::string& by) {
    return AtAdmin({"device", "enrol", "NEAR-DESK", of, "--authority", by, "--site", "ALA1"});
  };
  EXPECT_THAT(enrol(NewFolder(), authority).err, HasSubstr("device.csr: nothing there"));
  EXPECT_THAT(enrol(folder, NewFolder()).err, HasSubstr("got no authority there"));
  const std::string broken = NewRequest();
  Must(WriteSecretFile(broken + "/device.csr", "no request"));
  EXPECT_THAT(enrol(broken, authority).err, HasSubstr("request: got something else"));
  EXPECT_EQ(StateOf("NEAR-DESK"), "") << "its name is free";
  EXPECT_EQ(enrol(folder, authority).exit_code, kDone);
  EXPECT_EQ(StateOf("NEAR-DESK"), "use");
  EXPECT_EQ(RunAt(NewHome("", ""), {"device", "list"}).exit_code, kNotAllowed);
}

// The server was told and the list was not: the next run makes it good.
TEST(Revoke, PutsOnTheListWhomTheServerHasRevokedAlready) {
  const std::string authority = NewAuthority(), folder = NewRequest();
  ASSERT_EQ(AtAdmin({"device", "enrol", "HALF-DESK", folder, "--authority", authority}).exit_code,
            kDone);
  EXPECT_THAT(AtAdmin({"device", "revoke", "HALF-DESK", "--authority", NewFolder()}).err,
              HasSubstr("got no authority there"));
  EXPECT_EQ(StateOf("HALF-DESK"), "use") << "nothing was asked";
  ASSERT_EQ(AtAdmin({"device", "revoke", "HALF-DESK"}).exit_code, kDone);
  EXPECT_THAT(AtAdmin({"device", "revoke", "HALF-DESK", "--authority", authority}).out,
              HasSubstr("on the list of the revoked: 1"));
  EXPECT_EQ(AtAdmin({"device", "revoke", "HALF-DESK", "--authority", authority}).exit_code,
            kRefused);
}

TEST(Enrol, TakesNoDeviceThatIsKnownByAToken) {
  const std::string authority = NewAuthority(), folder = NewRequest();
  ASSERT_EQ(AtAdmin({"device", "add", "OWN-DESK", NewFolder()}).exit_code, kDone);
  EXPECT_THAT(AtAdmin({"device", "renew", "OWN-DESK", folder, "--authority", authority}).err,
              HasSubstr("it is known by a token"));
}

TEST(Issuing, WantsARequestSignedByTheKeyThatItIsFor) {
  const auto authority = Must(Authority::Open(NewAuthority()));
  const std::string asked = Must(ReadWholeFile(NewRequest() + "/device.csr"));
  EXPECT_TRUE(authority.IssueToDevice(asked, "DESK", absl::Now()).ok());
  // A request whose key was exchanged: the signature is that of another.
  const SigningRequest forged = RequestFromPem(asked);
  X509_REQ_set_pubkey(forged.get(), MakeKey().get());
  for (const std::string& bad : {ToPem(forged.get()), std::string("no request"), std::string()}) {
    EXPECT_EQ(authority.IssueToDevice(bad, "DESK", absl::Now()).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
  for (const std::string& name : {std::string(), std::string(41, 'A'), std::string("Пульт")}) {
    EXPECT_EQ(authority.IssueToDevice(asked, name, absl::Now()).status().code(),
              absl::StatusCode::kInvalidArgument);
  }
}

TEST(List, SaysWhoseCertificateIsToBeRenewed) {
  const std::string authority = NewAuthority(), folder = NewRequest();
  ASSERT_EQ(AtAdmin({"device", "enrol", "OLD-DESK", folder, "--authority", authority}).exit_code,
            kDone);
  TheClinic().Sql(
      "ALTER TABLE device_certificate DISABLE TRIGGER ALL; UPDATE device_certificate SET "
      "expires_at = now() + interval '20 days' WHERE device_id = (SELECT device_id FROM device "
      "WHERE device_name = 'OLD-DESK'); ALTER TABLE device_certificate ENABLE TRIGGER ALL");
  EXPECT_EQ(StateOf("OLD-DESK"), "now") << "renew now";
}

}  // namespace
}  // namespace oat::ctl
