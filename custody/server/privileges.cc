#include "custody/server/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace pyx::server {
namespace {

struct User {
  uid_t user = 0;
  gid_t group = 0;
};

Result<User> find_user(const std::string& name) {
  std::array<char, 16384> texts{};
  passwd entry{};
  passwd* found = nullptr;
  const int failure = getpwnam_r(name.c_str(), &entry, texts.data(), texts.size(), &found);
  if (found == nullptr) {
    return error(Code::kNotFound,
                 "there is no user " + name +
                     (failure == 0 ? "" : ": " + std::string(std::strerror(failure))));
  }
  return User{entry.pw_uid, entry.pw_gid};
}

Error cannot(const std::string& what) {
  return error(Code::kBug, "cannot " + what + ": " + std::strerror(errno));
}

// With the last of the three user ids root's capabilities are gone too, capabilities(7).
Result<void> become(const std::string& name, const User& to) {
  if (initgroups(name.c_str(), to.group) != 0) return cannot("take the groups of " + name);
  if (setresgid(to.group, to.group, to.group) != 0) return cannot("take the group of " + name);
  if (setresuid(to.user, to.user, to.user) != 0) return cannot("become the user " + name);
  if (setuid(0) == 0 || setgid(0) == 0) {
    return refused("HOST-CONFINED", "root's rights could be taken back after becoming " + name);
  }
  return {};
}

Result<void> drop_roots(const std::string& user, AsRoot as_root) {
  const bool allowed = as_root == AsRoot::kAllowed;
  if (user.empty()) {
    if (allowed) return {};
    return refused("HOST-CONFINED",
                   "pyxd does not serve as root: name the user that it becomes (user = \"pyx\")");
  }
  PYX_ASSIGN(const User to, find_user(user));
  if (to.user != 0) return become(user, to);
  if (allowed) return {};
  return refused("HOST-CONFINED", "the user " + user + " is root by another name");
}

}  // namespace

Result<void> drop_privileges(const std::string& user, AsRoot as_root) {
  if (geteuid() == 0 || getuid() == 0) {
    PYX_TRY(drop_roots(user, as_root));
  } else if (!user.empty()) {
    PYX_ASSIGN(const User wanted, find_user(user));
    if (wanted.user != getuid()) {
      return error(Code::kBadInput, "only root can become " + user + ": start pyxd as root or as " +
                                        user + " itself");
    }
  }
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return cannot("refuse new privileges");
  // Becoming another user may have set it again.
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return cannot("refuse core dumps");
  return {};
}

}  // namespace pyx::server
