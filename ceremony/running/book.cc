#include "ceremony/running/book.h"

#include <utility>

#include "ceremony/transcript/bundle.h"

namespace pyx::ceremony::running {

using transcript::Entry;
using transcript::Kind;

Result<Book> Book::open(transcript::Writer writer, const std::filesystem::path& bundle,
                        std::shared_ptr<const planning::Plan> plan,
                        std::shared_ptr<const policies::Policy> policy) {
  transcript::WalkBeginning beginning =
      transcript::ModelWalk::begin(writer.transcript(), plan, std::move(policy));
  if (!beginning.walk) return refused("PLAN-CHECKED", beginning.findings.front().what);
  Standing standing(std::move(plan));
  for (const Entry& entry : writer.transcript().entries) {
    if (const auto fault = beginning.walk->follow(entry)) {
      return refused("PLAN-CHECKED",
                     "entry " + std::to_string(entry.number) +
                         " of the transcript is not what the model allows: " + fault->text);
    }
    standing.follow(entry);
  }
  return Book(std::move(writer), bundle, *std::move(beginning.walk), std::move(standing));
}

Result<void> Book::follow_last() {
  const Entry& entry = writer_.transcript().entries.back();
  standing_.follow(entry);
  const auto fault = walk_.follow(entry);
  // What the model says of the end is in the verdict.
  if (!fault || entry.kind == Kind::kEnd) return {};
  return error(Code::kBug, "entry " + std::to_string(entry.number) +
                               " was written and the model refuses it: " + fault->text);
}

Result<void> Book::entry(Kind kind, const transcript::Values& values) {
  PYX_TRY(writer_.append(kind, values));
  return follow_last();
}

Result<void> Book::output(std::string_view what, ByteView shown) {
  PYX_ASSIGN(const Sha256 digest, transcript::keep_output(bundle_, shown));
  return entry(Kind::kOutput, {{"what", std::string(what)},
                               {"digest", to_hex(digest)},
                               {"size", std::to_string(shown.size())}});
}

Result<void> Book::sign(const transcript::Draft& draft,
                        const std::vector<custody::Envelope>& envelopes) {
  PYX_TRY(writer_.append_signed(draft, envelopes));
  return follow_last();
}

}  // namespace pyx::ceremony::running
