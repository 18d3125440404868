// A file descriptor that is closed when it is no longer held.
#pragma once

#include <unistd.h>

#include <utility>

namespace pyx {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}  // negative: none, open() failed
  Descriptor(Descriptor&& from) noexcept : fd_(std::exchange(from.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  // For who must know whether it worked; errno as close(2) sets it.
  int close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

}  // namespace pyx
