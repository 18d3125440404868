// On what each holder's share is carried, and whence shares come back, as typed at pyx.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret_source.h"
#include "ceremony/officer_token.h"
#include "ceremony/share_facts.h"
#include "custody/shares/share.h"
#include "custody/shares/share_set.h"

namespace pyx::ceremony {

// A file sealed to the key of a certificate.
struct SealTo {
  std::filesystem::path certificate;
  std::filesystem::path file;
};

struct HandOut {
  std::string vault_name;  // on screens and cards; of a PIN the label of the token
  std::map<std::string, SealTo, std::less<>> seal_to;                 // by holder
  std::map<std::string, std::filesystem::path, std::less<>> card_to;  // a folder, by holder
  ShareOf of = ShareOf::kBackup;  // of a PIN there is a screen only: no file, no card
  std::optional<Sha256> record =
      std::nullopt;  // digest of the record, if that is not the set's own
};

// A sealed file and the holder's key that opens it.
struct SealedShare {
  std::filesystem::path file;
  std::filesystem::path key_file;
  std::optional<TokenKeyPlace> token;  // the key is there, and not in `key_file`
  SecretSource passphrase;             // of the key file
};

// Before anything is done: the files can be read, those to be written are not there. Gives a
// sentence for each certificate, whose key its holder compares with his own. Errors: kBadInput (a
// certificate that cannot be sealed to), kNotFound, kConflict.
Result<std::vector<std::string>> check_hand_out(const HandOut& out, Time now);
Result<void> check_sealed(const std::vector<SealedShare>& sealed);

// Writes the sealed file; whether it opens shows when its holder acknowledges. Errors: kBadInput (a
// certificate that cannot be sealed to), kConflict (the file is there), kStore.
Result<void> seal_share(const SealTo& to, const shares::ShareSet& set, const shares::Member& member,
                        const shares::Share& share, Time now);
// Asks for the key's passphrase or PIN. Errors: those of the key; kBadInput for a file that is not
// sealed to it, or was changed.
Result<shares::Share> open_sealed(const SealedShare& sealed);

// Writes the share's card as a PDF, mode 0600: a file with a secret in it. Errors: kConflict (it is
// there), kStore.
Result<std::filesystem::path> write_card(const std::filesystem::path& folder,
                                         std::string_view vault_name, const shares::ShareSet& set,
                                         const shares::Share& share);

}  // namespace pyx::ceremony
