// Statements and the transactions they run in. Besides this room only the store files know SQL, and
// only transaction.cc knows libpqxx.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "services/db/value.h"

namespace oat::db {

// A named constant on top of a store file. Prepared on each connection at its first use there.
struct Statement {
  const char* name;
  const char* sql;
};

// One row of a result; columns are read by position, all at once.
class Row {
 public:
  explicit Row(std::vector<std::optional<std::string>> columns) : columns_(std::move(columns)) {}

  // Reads every column: `auto [day, dose] = row.As<Day, Micrograms>();`. A NULL needs an optional.
  template <class... Types>
  std::tuple<Types...> As() const {
    std::tuple<Types...> values;
    CheckWidth(sizeof...(Types));
    size_t index = 0;
    std::apply([&](auto&... value) { (Read(index++, &value), ...); }, values);
    return values;
  }

 private:
  void CheckWidth(size_t wanted) const;
  const std::string& NotNull(size_t index) const;
  template <class T>
  void Read(size_t index, T* value) const {
    Decode(NotNull(index), value);
  }
  template <class T>
  void Read(size_t index, std::optional<T>* value) const {
    if (columns_[index]) Decode(*columns_[index], &value->emplace());
  }

  std::vector<std::optional<std::string>> columns_;
};

class Connection;

// One READ COMMITTED transaction. Everything a call writes goes through one of these.
class Transaction {
 public:
  // Implemented over one libpqxx transaction; see Connection::Run.
  class Channel;
  explicit Transaction(Channel* channel) : channel_(channel) {}

  template <class... Arguments>
  std::vector<Row> Run(const Statement& statement, const Arguments&... arguments) {
    return RunEncoded(statement, {Encode(arguments)...});
  }

  // For statements with at most one row: its absence is an answer.
  template <class... Arguments>
  std::optional<Row> RunForOne(const Statement& statement, const Arguments&... arguments) {
    std::vector<Row> rows = RunEncoded(statement, {Encode(arguments)...});
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }

  // Between the two, everything that is written is taken back: for a rehearsal.
  void BeginRehearsal();
  void EndRehearsal();

  // Sends text that is no single statement: a migration. Never with values in it.
  void RunScript(const std::string& sql);

 private:
  std::vector<Row> RunEncoded(const Statement& statement, const std::vector<Parameter>& parameters);

  Channel* channel_;
};

// What a transaction does. It may run again after a serialisation failure or a deadlock, so it
// keeps nothing outside itself that a second run would not overwrite. A status that is not OK rolls
// back.
using Work = std::function<absl::Status(Transaction&)>;

// A connection of one thread. Reconnects on the next Run after it was lost.
class Connection {
 public:
  // `conninfo` as libpq reads it. Connects at the first Run.
  explicit Connection(std::string conninfo);
  ~Connection();

  // Runs and commits. UNAVAILABLE when the connection was lost, at COMMIT too: then the outcome is
  // unknown and only the same request id may be sent again. ABORTED after three failed tries.
  // INTERNAL when a statement failed; the details are in the log and nowhere else.
  absl::Status Run(const Work& work);

 private:
  struct Session;
  absl::Status RunOnce(const Work& work, bool* worth_a_retry);

  std::string conninfo_;
  std::unique_ptr<Session> session_;
};

// Where the details of a failed statement go: set once at start by whoever owns the log.
using ErrorSink = std::function<void(const std::string& sqlstate, const std::string& message)>;
void SetErrorSink(ErrorSink sink);

}  // namespace oat::db
