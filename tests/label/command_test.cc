// `oatctl take-home labels`, as it is typed, against a server that gives what the test says.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "clients/ctl/oatctl.h"
#include "oat/v1/identity.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "tests/label/bottles.h"
#include "tests/support/process.h"

namespace oat::label {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Server final : public v1::TakeHomeService::Service, public v1::IdentityService::Service {
 public:
  Server() {
    std::string folder = "/tmp/oat-labels-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder");
    folder_ = folder;
    std::ofstream(folder_ + "/device-token") << "a token";
    std::ofstream(folder_ + "/session-token") << "a session";
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address(), grpc::InsecureServerCredentials());
    builder.RegisterService(static_cast<v1::TakeHomeService::Service*>(this));
    builder.RegisterService(static_cast<v1::IdentityService::Service*>(this));
    server_ = builder.BuildAndStart();
  }
  ~Server() override {
    server_->Shutdown();
    std::filesystem::remove_all(folder_);
  }

  grpc::Status GetBottleLabels(grpc::ServerContext*, const v1::GetBottleLabelsRequest* request,
                               v1::GetBottleLabelsResponse* response) override {
    asked = *request;
    for (const std::string& serial : request->serials()) {
      v1::BottleLabel* bottle = response->add_labels();
      *bottle = UsualBottle(request->language());
      bottle->set_serial(serial);
      bottle->set_with_name(serial == with_name);
      if (!lot.empty()) bottle->set_lot(lot);
    }
    return grpc::Status::OK;
  }
  grpc::Status RevealForLabel(grpc::ServerContext*, const v1::RevealForLabelRequest* request,
                              v1::RevealForLabelResponse* response) override {
    revealed.push_back(request->patient_number());
    response->set_family_name("Akhmetova");
    response->set_given_name("Aigerim");
    return grpc::Status::OK;
  }

  std::string address() const { return absl::StrCat("unix:", folder_, "/socket"); }
  const std::string& folder() const { return folder_; }

  std::string with_name;  // a serial
  std::string lot;
  v1::GetBottleLabelsRequest asked;
  std::vector<std::string> revealed;

 private:
  std::string folder_;
  std::unique_ptr<grpc::Server> server_;
};

struct Said {
  int exit_code = 0;
  std::string out;
  std::string err;
};

class Labels : public testing::Test {
 protected:
  Said Run(const std::vector<std::string>& more, const std::string& language = "kazakh") {
    std::vector<std::string> words = {"--server",  server_.address(), "--home",    server_.folder(),
                                      "take-home", "labels",          "--patient", "7K3MPZ4Q8X",
                                      "--serial",  "B-ONE",           "B-TWO",     "--language",
                                      language};
    words.insert(words.end(), more.begin(), more.end());
    std::istringstream in;
    std::ostringstream out, err;
    ctl::Terminal terminal{in, out, err};
    const int code = ctl::RunOatctl(words, terminal);
    return {code, out.str(), err.str()};
  }
  // Where the labels go.
  std::string file() const { return server_.folder() + "/labels.pdf"; }
  std::string Read() const {
    std::ifstream stream(file(), std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }

  Server server_;
};

TEST_F(Labels, OfEachSerialAreWrittenForTheirOwnerAlone) {
  const Said said = Run({"--output", file()});
  EXPECT_EQ(said.exit_code, ctl::kDone) << said.err;
  EXPECT_THAT(said.out, StartsWith(absl::StrCat("2 labels in ", file())));
  EXPECT_EQ(server_.asked.patient_number(), "7K3MPZ4Q8X");
  EXPECT_EQ(server_.asked.language(), v1::LABEL_LANGUAGE_KAZAKH);
  EXPECT_THAT(TextOf(Read()),
              AllOf(HasSubstr("B-ONE"), HasSubstr("B-TWO"), HasSubstr("Қабылдау күні")));
  struct stat state {};
  ASSERT_EQ(stat(file().c_str(), &state), 0);
  EXPECT_EQ(state.st_mode & 0777, 0600U);
}

TEST_F(Labels, AskForNoNameThatNoLawWants) {
  EXPECT_EQ(Run({"--output", file()}, "english").exit_code, ctl::kDone);
  EXPECT_THAT(server_.revealed, testing::IsEmpty());
  EXPECT_THAT(TextOf(Read()), Not(HasSubstr("Akhmetova")));
}

TEST_F(Labels, HaveTheNameWhereTheLawWantsItAndNowhereElse) {
  server_.with_name = "B-TWO";
  const Said said = Run({"--output", file()}, "english");
  EXPECT_THAT(server_.revealed, testing::ElementsAre("7K3MPZ4Q8X"));
  const std::string text = TextOf(Read());
  const size_t second = text.find("B-TWO");
  EXPECT_THAT(text.substr(0, second), Not(HasSubstr("Akhmetova")));
  EXPECT_THAT(text.substr(second), HasSubstr("For Akhmetova Aigerim"));
  EXPECT_THAT(said.out + said.err, Not(HasSubstr("Akhmetova")));
}

TEST_F(Labels, OfBagsAskForNoNameThoughTheLawWantsOne) {
  server_.with_name = "B-TWO";
  EXPECT_EQ(Run({"--output", file(), "--outer"}, "english").exit_code, ctl::kDone);
  EXPECT_THAT(server_.revealed, testing::IsEmpty());
  const std::string call = "Found it? Call, day or night +7 7182 55 00 00 ";
  EXPECT_EQ(TextOf(Read()), absl::StrCat(call, "B-ONE ", call, "B-TWO"));
}

TEST_F(Labels, ThatDoNotFitAreNotBegun) {
  server_.lot = std::string(900, 'L');
  const Said said = Run({"--output", file()});
  EXPECT_EQ(said.exit_code, ctl::kRefused);
  EXPECT_THAT(said.err, HasSubstr("lot: got 900 letters"));
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(Labels, GoToAPrinterThatIsThere) {
  const Said said = Run({"--printer", "127.0.0.1:1"});
  EXPECT_EQ(said.exit_code, ctl::kRefused) << "nothing was done";
  EXPECT_THAT(said.err, AllOf(HasSubstr("printer 127.0.0.1:1 does not answer"),
                              Not(HasSubstr("is oatd running"))));
  EXPECT_EQ(said.out, "");
}

TEST_F(Labels, AreOfASizeThatIsAskedFor) {
  EXPECT_EQ(Run({"--output", file(), "--size", "100x60"}).exit_code, ctl::kDone);
  EXPECT_THAT(OneLine(test::Run("pdfinfo " + file())), HasSubstr("283.465 x 170.079 pts"));
}

TEST_F(Labels, AreRefusedBeforeAnybodysBottlesAreLookedAt) {
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{},
                                             {"--output", file(), "--printer", "127.0.0.1:1"},
                                             {"--output", server_.folder() + "/labels.txt"},
                                             {"--output", file(), "--size", "75"},
                                             {"--output", file(), "--size", "axb"}}) {
    EXPECT_EQ(Run(wrong).exit_code, ctl::kRefused);
  }
  EXPECT_THAT(Run({"--output", file()}, "latin").err, HasSubstr("kazakh, russian or english"));
  EXPECT_EQ(server_.asked.patient_number(), "") << "nobody was asked";
}

}  // namespace
}  // namespace oat::label
