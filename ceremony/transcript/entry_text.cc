#include "ceremony/transcript/entry_text.h"

#include "base/pgp_words.h"

namespace pyx::ceremony::transcript {

std::string text_to_sign(const Entry& entry, const Header& header, const Sha256& root) {
  const std::string mode = header.mode == Mode::kReal ? "real" : "REHEARSAL, of no effect";
  std::string text = "ceremony   " + header.title + "\n";
  text += "id         " + header.ceremony.text() + "\n";
  text += "mode       " + mode + "\n";
  text += "before it  " + std::to_string(entry.number) + " entries, root " + to_hex(root) + "\n";
  text += "           " + to_pgp_words(root) + "\n";
  text += "signed     entry " + std::to_string(entry.number) + ", ";
  text += std::string(to_text(entry.kind)) + ", " + to_rfc3339(entry.time) + "\n";
  for (const auto& [name, field] : entry.fields) {
    if (name != kSignatures) text += "  " + name + ": " + entry.text(name) + "\n";
  }
  return text;
}

}  // namespace pyx::ceremony::transcript
