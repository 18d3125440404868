// Where a vault is: opened in this process from its folder, or behind a running pyxd.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret_source.h"
#include "ceremony/cli/arguments.h"
#include "ceremony/cli/command.h"
#include "pkcs11/pin.h"

namespace pyx::ceremony {

struct ServerPlace {
  std::string url;
  std::filesystem::path ca;
  std::filesystem::path certificate;
  std::filesystem::path certificate_key;
  std::string name;  // in the server's certificate; empty: the URL's host
};

struct VaultPlace {
  std::filesystem::path folder;       // empty when `server` is set
  std::optional<ServerPlace> server;  // the folder does not matter then
  SecretSource pin;                   // of the vault's token; read when the token is first needed
  std::shared_ptr<const pkcs11::Pin> pin_at_hand = {};  // what was read there already
  std::vector<std::filesystem::path> witnesses;         // checkpoints that are kept elsewhere
  bool without_token = false;  // it is only looked at: nobody is asked for a PIN
};

// --dir or --server with its three files, and --pin-source.
std::vector<FlagSpec> vault_place_flags();
// --server with its three files and the server's name.
std::vector<FlagSpec> server_flags();
// --dir alone, for what is done in this process only.
FlagSpec folder_flag();
FlagSpec pin_source_flag();
FlagSpec witness_flag();
FlagSpec yes_flag();
// Errors: kBadInput, naming the flag that is missing or does not go with another.
Result<VaultPlace> vault_place(const Arguments& given);
// The server alone; nothing without --server. Errors: the same.
Result<std::optional<ServerPlace>> server_place(const Arguments& given);

// Flags of a command: `own` behind those of `place`.
std::vector<FlagSpec> with(std::vector<FlagSpec> place, std::vector<FlagSpec> own);

// The flags as one types them again: " --dir vault", for hints on the next step.
std::string place_words(const VaultPlace& place);

}  // namespace pyx::ceremony
