// A vault at a table that goes on on another SoftHSM2 token: the spare of a backup.
#pragma once

#include <string>

#include "custody/token_desk.h"
#include "tests/support/backup_table.h"

namespace pyx::testing {

class MovingVault : public BackupTable {
 public:
  custody::TokenDesk& token_desk() { return *vault->token_desk(); }
  custody::NewToken new_token() const;
  // On from the last checkpoint of the vault.
  custody::TokenReplace move();
  Uuid approved_move() { return vault.approved(move()); }
  void moved() { must(token_desk().replace(approved_move(), new_token())); }

  // A key of profile "issuer-lasting", active, with a backup that was proven.
  Uuid lasting_key();
  void restore(const Uuid& key);  // onto the spare
  // The token of the founding is gone for good. Nobody has it open.
  void lose_token();

  // At a table, or as pyxd opens it; with the PIN of the new token.
  enum class As { kTable, kServer };
  void open_on_new(As as = As::kTable);
};

}  // namespace pyx::testing
