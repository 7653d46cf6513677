// Rosters that do not arrive whole.
#include <thread>

#include "oat/v1/enrolment.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "tests/enrolment/roster_test.h"

namespace oat::test {
namespace {

// A client that dies while it sends must not leave the first half of a file behind.
TEST_F(RosterTest, KeepsNothingOfARosterThatWasNotSentToItsEnd) {
  const Tokens tokens = NewTokens(clinic(), "");
  link::Link admin(clinic().server(), {.token = tokens.device});
  clinic().SignIn(admin, "admin", AdminPassword());
  const std::string before = Everything();
  const std::string calls = "SELECT count(*) FROM audit WHERE method = 'ImportRoster'";
  const std::string calls_before = clinic().Sql(calls);
  {
    grpc::ClientContext context;
    context.AddMetadata("oat-device", tokens.device);
    context.AddMetadata("authorization", "Bearer " + admin.session_token());
    v1::ImportRosterResponse response;
    v1::EnrolmentService::Stub enrolment(
        grpc::CreateChannel(clinic().server(), grpc::InsecureChannelCredentials()));
    auto writer = enrolment.ImportRoster(&context, &response);
    v1::ImportRosterRequest request;
    request.mutable_header()->set_request_id(NewId());
    ASSERT_TRUE(writer->Write(request));
    *request.mutable_row() = Row();
    ASSERT_TRUE(writer->Write(request));
    context.TryCancel();
    EXPECT_FALSE(writer->Finish().ok());
  }
  // Stopping drains: afterwards the cut-off call has run, if it was ever going to. Somebody calls
  // meanwhile, because gRPC's clients hear of a closing server only while they do something.
  std::thread caller([&] {
    while (admin.Call(&v1::SiteService::Stub::ListSites, v1::ListSitesRequest()).ok()) {
    }
  });
  EXPECT_EQ(clinic().StopServer(), 0);
  caller.join();
  clinic().StartServer();
  EXPECT_EQ(Everything(), before);
  EXPECT_EQ(clinic().Sql(calls), calls_before);
}

TEST_F(RosterTest, TakesARowThatCannotBeReadForAFaultAndNotForTheEnd) {
  const Tokens device = NewTokens(clinic(), "");
  link::Link admin(clinic().server(), {.token = device.device});
  clinic().SignIn(admin, "admin", AdminPassword());
  std::vector<std::string> messages;
  v1::ImportRosterRequest request;
  request.mutable_header()->set_request_id(NewId());
  messages.push_back(request.SerializeAsString());
  v1::RosterRow marked = Row();
  marked.set_given_name("Windows");
  for (const v1::RosterRow& row : {Row(), marked, Row()}) {
    *request.mutable_row() = row;
    std::string bytes = request.SerializeAsString();
    // A file in another encoding than UTF-8.
    if (auto at = bytes.find("Windows"); at != std::string::npos) bytes[at] = '\xcf';
    messages.push_back(bytes);
  }
  const std::string before = Everything();
  const Answer answer = Wire(clinic().server())
                            .Call("/oat.v1.EnrolmentService/ImportRoster", messages,
                                  {.device = device.device, .session = admin.session_token()});
  EXPECT_EQ(answer.status.code(), absl::StatusCode::kInvalidArgument) << answer.status;
  EXPECT_EQ(Everything(), before);
}

}  // namespace
}  // namespace oat::test
