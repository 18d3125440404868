// The holders of shares as they come to the table: each gets his share on his carrier and reads it
// back; at a restore each brings his, sealed or typed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ceremony/share_carriers.h"
#include "ceremony/share_terminal.h"
#include "custody/backups/holder_table.h"
#include "custody/shares/word_hint.h"

namespace pyx::ceremony {

class HoldersAtTable final : public custody::HolderTable {
 public:
  using Say = std::function<void(std::string_view sentence)>;
  // Of shares that come back: whoever has no sealed one types, or there are no others.
  enum class Typing { kOthers, kNobody };
  //   terminal  nullptr: there is none; then every share is sealed
  //   say       sentences for the record of the day; nothing secret
  //   clock     outlives this
  HoldersAtTable(HandOut out, std::vector<SealedShare> sealed, ShareTerminal* terminal, Say say,
                 const Clock& clock, Typing typing = Typing::kOthers)
      : out_(std::move(out)),
        sealed_(std::move(sealed)),
        terminal_(terminal),
        say_(std::move(say)),
        clock_(&clock),
        typing_(typing) {}

  // Errors: those of the carriers; kAskPerson if the holder gives up: then the set is void, and the
  // files to which shares of it were sealed are deleted again; the error names them.
  Result<void> hand_over(const shares::ShareSet& set, const shares::Member& member,
                         const shares::Share& share) override;
  // First the sealed ones, then whoever types. Errors: kRefused with SHARE-SAFE, naming who is
  // missing, if nobody can type; kAskPerson if nobody does.
  Result<void> collect(shares::ShareEntry& entry) override;

 private:
  Result<void> give(const shares::ShareSet& set, const shares::Member& member,
                    const shares::Share& share);
  Error without_sealed_files(Error why);
  Result<void> read_back(const shares::ShareSet& set, const shares::Member& member,
                         const shares::ShareWords& words);
  Result<void> show_on_screen(const shares::ShareSet& set, const shares::Member& member,
                              const shares::ShareWords& words);
  Result<void> collect_typed(shares::ShareEntry& entry);

  HandOut out_;
  std::vector<SealedShare> sealed_;
  ShareTerminal* terminal_;
  Say say_;
  const Clock* clock_;
  Typing typing_;
  std::vector<std::filesystem::path> sealed_files_;  // of the set that is being handed out
};

// What probably belongs where a word is wrong: for the screen alone, since it may be a word of the
// share. Nothing if nothing does.
Result<void> show_hint(ShareTerminal& terminal, const shares::WordHint& hint);

// One holder types his share: tried again until it is readable or he gives up. `whose` is shown.
// Errors: kAskPerson.
Result<shares::ShareWords> typed_share(ShareTerminal& terminal, std::string_view whose,
                                       std::size_t words);

}  // namespace pyx::ceremony
