#include "services/db/transaction.h"

#include <pqxx/pqxx>
#include <set>
#include <utility>

#include "absl/base/internal/raw_logging.h"

namespace oat::db {
namespace {

constexpr int kTries = 3;

ErrorSink& Sink() {
  static auto* sink = new ErrorSink([](const std::string&, const std::string&) {});
  return *sink;
}

// The database undid the transaction to let another one pass: nothing of it happened.
absl::Status Contended(bool* worth_a_retry) {
  *worth_a_retry = true;
  return absl::AbortedError("too much happens here at once: send the same request id again");
}

}  // namespace

void SetErrorSink(ErrorSink sink) { Sink() = std::move(sink); }

void Row::CheckWidth(size_t wanted) const {
  if (columns_.size() == wanted) return;
  ABSL_RAW_LOG(FATAL, "a row has %zu columns, its reader wants %zu", columns_.size(), wanted);
}

const std::string& Row::NotNull(size_t index) const {
  if (!columns_[index]) ABSL_RAW_LOG(FATAL, "column %zu is NULL, its reader takes none", index);
  return *columns_[index];
}

struct Connection::Session {
  explicit Session(const std::string& conninfo) : connection(conninfo) {
#if PQXX_VERSION_MAJOR < 7
    // Version 6 reconnects silently, which would lose the prepared statements and the transaction
    // with them; version 7 has dropped both that and this.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection.inhibit_reactivation(true);
#pragma GCC diagnostic pop
#endif
    connection.set_variable("TimeZone", "'UTC'");
  }
  pqxx::connection connection;
  std::set<const char*> prepared;
};

class Transaction::Channel {
 public:
  Channel(pqxx::connection* connection, std::set<const char*>* prepared)
      : connection_(connection), prepared_(prepared), work_(*connection) {}

  std::vector<Row> Run(const Statement& statement, const std::vector<Parameter>& parameters) {
    if (prepared_->insert(statement.name).second) {
      connection_->prepare(statement.name, statement.sql);
    }
    std::vector<const char*> texts;
    texts.reserve(parameters.size());
    for (const Parameter& parameter : parameters) {
      texts.push_back(parameter ? parameter->c_str() : nullptr);
    }
    return Rows(work_.exec_prepared(
        statement.name, pqxx::prepare::make_dynamic_params(texts.begin(), texts.end())));
  }

  void RunScript(const std::string& sql) { work_.exec(sql); }
  void Commit() { work_.commit(); }

 private:
  static std::vector<Row> Rows(const pqxx::result& result) {
    std::vector<Row> rows;
    rows.reserve(result.size());
    for (const auto& row : result) {
      std::vector<std::optional<std::string>> columns;
      columns.reserve(row.size());
      for (const auto& field : row) {
        if (field.is_null()) {
          columns.emplace_back();
        } else {
          columns.emplace_back(std::in_place, field.c_str(), field.size());
        }
      }
      rows.emplace_back(std::move(columns));
    }
    return rows;
  }

  pqxx::connection* connection_;
  std::set<const char*>* prepared_;
  pqxx::work work_;
};

std::vector<Row> Transaction::RunEncoded(const Statement& statement,
                                         const std::vector<Parameter>& parameters) {
  return channel_->Run(statement, parameters);
}

void Transaction::BeginRehearsal() { channel_->RunScript("SAVEPOINT rehearsal"); }
void Transaction::EndRehearsal() { channel_->RunScript("ROLLBACK TO SAVEPOINT rehearsal"); }

void Transaction::RunScript(const std::string& sql) { channel_->RunScript(sql); }

Connection::Connection(std::string conninfo) : conninfo_(std::move(conninfo)) {}
Connection::~Connection() = default;

absl::Status Connection::RunOnce(const Work& work, bool* worth_a_retry) {
  // A connection that was lost while nobody used it is found out at BEGIN: nothing was sent by
  // then.
  *worth_a_retry = session_ != nullptr;
  try {
    if (session_ == nullptr) session_ = std::make_unique<Session>(conninfo_);
    Transaction::Channel channel(&session_->connection, &session_->prepared);
    Transaction transaction(&channel);
    *worth_a_retry = false;
    absl::Status status = work(transaction);
    if (status.ok()) channel.Commit();
    return status;
  } catch (const pqxx::serialization_failure&) {  // 40001; in version 6 no sql_error
    return Contended(worth_a_retry);
  } catch (const pqxx::deadlock_detected&) {  // 40P01; the same
    return Contended(worth_a_retry);
  } catch (const pqxx::sql_error& error) {
    Sink()(error.sqlstate(), error.what());
    // 57P0x: the server is going away and said so before it closed the line. 25006: it has become a
    // standby, and another one leads.
    if (error.sqlstate().substr(0, 4) == "57P0" || error.sqlstate() == "25006") {
      session_.reset();
      return absl::UnavailableError("the database is going away: send the same request id again");
    }
    return absl::InternalError("the database refused a statement; the log says which");
  } catch (const pqxx::broken_connection& error) {
    session_.reset();
    Sink()("08006", error.what());
    return absl::UnavailableError("the outcome is unknown: send the same request id again");
  } catch (const pqxx::in_doubt_error& error) {
    session_.reset();
    Sink()("08007", error.what());
    return absl::UnavailableError("the outcome is unknown: send the same request id again");
  } catch (const pqxx::failure& error) {
    session_.reset();
    Sink()("XX000", error.what());
    return absl::UnavailableError("the outcome is unknown: send the same request id again");
  }
}

absl::Status Connection::Run(const Work& work) {
  for (int attempt = 1;; ++attempt) {
    bool worth_a_retry = false;
    absl::Status status = RunOnce(work, &worth_a_retry);
    if (!worth_a_retry || attempt == kTries) return status;
  }
}

}  // namespace oat::db
