// The service manager's end of sd_notify: a unix datagram socket in a folder of its own.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"

namespace pyx::testing {

class NotifySocket {
 public:
  NotifySocket() : path_((folder_.path() / "notify").string()) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, sizeof(address.sun_path) - 1);
    descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      std::abort();
    }
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;
  ~NotifySocket() { ::close(descriptor_); }

  const std::string& path() const { return path_; }
  // Each datagram that has come since it was last asked, without waiting.
  std::vector<std::string> received() const {
    std::vector<std::string> all;
    std::array<char, 4096> room{};
    for (;;) {
      const ssize_t size = ::recv(descriptor_, room.data(), room.size(), 0);
      if (size < 0) return all;
      all.emplace_back(room.data(), static_cast<std::size_t>(size));
    }
  }

 private:
  TempFolder folder_;
  std::string path_;
  int descriptor_ = -1;
};

}  // namespace pyx::testing
