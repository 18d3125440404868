// A ceremony room with all that a split backup needs: holders with certificates, a second token of
// the same kind and one of another, keys that want a backup.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/ceremony/cli/room.h"

namespace pyx::ceremony::testing {

class BackupRoom {
 public:
  // Founded under the desk's policy with rules for the acts of a backup and the profiles "lasting"
  // (p-256, may be exposed, with the exceptions that NSS softokn needs), "strict" (p-256, neither),
  // "bare" (p-256, may be exposed) and "sealing" (aes-256). At a proof NSS softokn is let go of
  // what it does not enforce. A client "issuer" signs with the first two.
  // `elsewhere` as in Desk, from the founding on.
  explicit BackupRoom(RunElsewhere elsewhere = {});

  ExitCode run(const std::vector<std::string>& words) { return room.run(words); }
  // At the vault's folder and with its PIN. Expects it to work.
  void must_run(std::vector<std::string> words);

  // Proposed by olga and approved by alice and bob.
  std::string agree(std::vector<std::string> words) {
    return room.agree(std::move(words), {"alice", "bob"});
  }
  std::string make_key(const std::string& profile);  // its id
  json::object key(const std::string& id);
  json::object backup(const std::string& id);

  // An act backup.create of that key, 2 of these holders.
  std::string agree_on_backup(const std::string& key,
                              const std::string& group = "2:alice,bob,carol");
  std::string newest_backup();
  // --seal-to for each holder, into files named by `round`.
  std::vector<std::string> sealing(const std::vector<std::string>& holders,
                                   const std::string& round) const;
  // --share and its key for each holder.
  std::vector<std::string> shares(const std::vector<std::string>& holders,
                                  const std::string& round) const;
  std::vector<std::string> so_pin() const;
  ExitCode create(const std::string& act, const std::string& round = "1");
  ExitCode acknowledge(const std::string& holder, const std::string& backup,
                       const std::string& round = "1");
  ExitCode prove(const std::string& act, const std::vector<std::string>& words);
  // Made, split among alice, bob and carol, acknowledged by them; its id.
  std::string acknowledged_backup(const std::string& key);
  std::string sealed_file(const std::string& holder, const std::string& round) const {
    return path(holder + "-" + round + ".share");
  }
  std::string path(const std::string& name) const { return (room.desk.folder() / name).string(); }
  // --second-passphrase-source: all key files have the desk's.
  std::vector<std::string> passphrase_of_second() const {
    return {"--second-passphrase-source", "file:" + path("passphrase")};
  }
  // Flags of a second token of SoftHSM2.
  std::vector<std::string> second_token() const;

  Room room;
  pyx::testing::SoftHsmToken second = room.make_token("second");

 private:
  void make_holder(const std::string& name) const;
};

std::vector<std::string> operator+(std::vector<std::string> a, const std::vector<std::string>& b);

}  // namespace pyx::ceremony::testing
