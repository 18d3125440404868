// Who is connected and how much each holds, so that neither strangers nor one client can keep all
// others out. A connection is a stranger until its first admitted request: whoever reaches the port
// can be one. Network thread only.
#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <unordered_map>

#include "base/sha256.h"
#include "custody/server/limits.h"

namespace pyx::server {

class Connection;

class Places {
 public:
  // `limits` outlives this.
  explicit Places(const ServerLimits& limits) : limits_(limits) {}

  // A stranger comes. Whoever must go for it, or nullptr: of too many strangers the one whose
  // handshake is under way longest, or, if all have shaken hands, the one that came first.
  Connection* enter(Connection* newcomer);
  void shaken(Connection* stranger);
  // A stranger turns out to be `client`, by the hash of its key. False if that client, or all
  // together, have as many connections as may be; then it stays a stranger. True when it was known.
  bool admit(Connection* connection, const Sha256& client);
  void leave(Connection* connection);

  // Bytes that `client` makes the daemon hold: bodies under way, answers not taken yet. False if
  // they would be more than all together may hold, or more than one client's part of it.
  bool reserve(const Sha256& client, std::size_t bytes);
  void hold(const Sha256& client, std::size_t bytes);  // what is there already, whatever the bound
  void release(const Sha256& client, std::size_t bytes);
  std::size_t bytes() const { return bytes_; }

 private:
  struct Client {
    std::size_t connections = 0;
    std::size_t bytes = 0;
  };
  using List = std::list<Connection*>;
  enum class Where { kShaking, kWaiting, kKnown };
  struct Place {
    Where where = Where::kShaking;
    List::iterator at;  // of a stranger
    Sha256 client{};    // of a known one
  };
  void forget_if_empty(const Sha256& client);

  const ServerLimits& limits_;
  List shaking_, waiting_;  // oldest first
  std::unordered_map<Connection*, Place> places_;
  std::map<Sha256, Client> clients_;
  std::size_t known_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace pyx::server
