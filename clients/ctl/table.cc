#include "clients/ctl/table.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/ctl/encoding.h"
#include "clients/ctl/row_reader.h"
#include "clients/ctl/separator.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

constexpr size_t kBlockBytes = size_t{64} * 1024;

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Reads the file from its beginning, a block at a time.
absl::Status ForEachBlock(std::FILE* file, const std::string& path,
                          const std::function<absl::Status(absl::string_view, bool)>& use) {
  if (std::fseek(file, 0, SEEK_SET) != 0) {
    return Invalid("file", "something that cannot be read twice",
                   "a file: it is looked at before it is read");
  }
  std::vector<char> buffer(kBlockBytes);
  while (true) {
    const size_t size = std::fread(buffer.data(), 1, buffer.size(), file);
    if (std::ferror(file)) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
    const bool is_last = size < buffer.size();
    OAT_RETURN_IF_ERROR(use(absl::string_view(buffer.data(), size), is_last));
    if (is_last) return absl::OkStatus();
  }
}

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";

// What was looked at: how the bytes are read, and the first line with anything in it.
struct Survey {
  EncodingSurvey encoding;
  bool is_marked = false;
  std::string header;
};

absl::StatusOr<Survey> LookAt(std::FILE* file, const std::string& path) {
  Survey survey;
  bool is_first = true;
  OAT_RETURN_IF_ERROR(ForEachBlock(file, path, [&](absl::string_view block, bool is_last) {
    if (is_first) {
      OAT_RETURN_IF_ERROR(CheckIsPlainText(block));
      survey.is_marked = absl::StartsWith(block, kByteOrderMark);
      const size_t begin = std::min(block.find_first_not_of("\r\n \t"), block.size());
      const absl::string_view rest = block.substr(begin);
      survey.header = std::string(rest.substr(0, rest.find_first_of("\r\n")));
    }
    is_first = false;
    survey.encoding.Look(block, is_last);
    return absl::OkStatus();
  }));
  return survey;
}

}  // namespace

absl::StatusOr<ReadResult> ReadTable(const std::string& path,
                                     absl::Span<const absl::string_view> wanted,
                                     const TableForm& form) {
  std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  OAT_ASSIGN_OR_RETURN(Survey survey, LookAt(file.get(), path));
  Encoding encoding = form.encoding.value_or(Encoding::kUtf8);
  if (!form.encoding && !survey.is_marked) {
    OAT_ASSIGN_OR_RETURN(encoding, survey.encoding.Conclude());
  }
  char separator = form.separator.value_or(',');
  if (!form.separator) {
    OAT_ASSIGN_OR_RETURN(separator, FindSeparator(survey.header, wanted));
  }
  const Decoder decoder(encoding);
  RowReader reader(wanted, separator, encoding);
  std::string text;
  bool is_first = true;
  OAT_RETURN_IF_ERROR(ForEachBlock(file.get(), path, [&](absl::string_view block, bool) {
    decoder.Decode(block, &text);
    absl::string_view rest = text;
    if (is_first) absl::ConsumePrefix(&rest, kByteOrderMark);
    is_first = false;
    if (reader.Feed(rest)) return absl::OkStatus();
    return absl::ResourceExhaustedError(absl::StrCat("cannot read ", path, ": out of memory"));
  }));
  return reader.Finish();
}

}  // namespace oat::ctl
