#include "ceremony/running/preflight.h"

#include <sys/random.h>
#include <sys/statvfs.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <utility>

#include "ceremony/cli/escape.h"
#include "ceremony/running/course.h"

namespace pyx::ceremony::running {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLeastRoomBytes = std::uint64_t{256} << 20U;

Check look_at(const planning::SiteToken& token, Context& context) {
  Check check{"token." + token.name, false, {}, "token"};
  const auto seen = context.look_at_token(token.uri);
  if (!seen) {
    check.text = escape_line(describe(seen.error()));
    return check;
  }
  check.good = !token.uri.serial || seen->identity.serial == *token.uri.serial;
  check.text = escape_line("serial " + seen->identity.serial + ", " + seen->identity.model + ", " +
                           seen->identity.manufacturer);
  return check;
}

Check free_room(fs::path folder) {
  Check check{"free-room", false, {}, "equipment"};
  std::error_code ignored;
  while (!fs::exists(folder, ignored) && folder.has_relative_path()) folder = folder.parent_path();
  if (folder.empty()) folder = ".";
  struct statvfs disk = {};
  if (::statvfs(folder.c_str(), &disk) != 0) {
    check.text = "the disk of the bundle cannot be asked";
    return check;
  }
  const std::uint64_t free = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  check.good = free >= kLeastRoomBytes;
  check.text = std::to_string(free >> 20U) + " MiB are free";
  return check;
}

// Source: getrandom(2): without GRND_NONBLOCK it waits until the kernel's generator was seeded.
Check entropy() {
  Check check{"entropy", false, {}, "equipment"};
  std::array<std::uint8_t, 16> some{};
  const ssize_t got = ::getrandom(some.data(), some.size(), GRND_NONBLOCK);
  check.good = got == static_cast<ssize_t>(some.size());
  check.text =
      check.good ? "the kernel's generator is seeded" : "the kernel's generator is not seeded yet";
  return check;
}

Result<Check> printer(const std::string& name, Guide& guide) {
  PYX_ASSIGN(const std::string answer,
             guide.ask(choose("preflight.printer",
                              "printer " + name + " has printed a test page that can be read",
                              {{"yes", "it has"}, {"no", "it has not"}})));
  const bool good = answer == "yes";
  return Check{"printer", good, good ? "a test page was printed" : "no test page was printed",
               "equipment"};
}

bool is_in_host(const planning::Plan& plan, const std::string& token) {
  const planning::Item* const item = plan.item(token);
  return item != nullptr && item->in.empty() && item->place == planning::Place::kHost;
}

}  // namespace

Result<std::vector<Check>> preflight(const planning::Plan& plan, const planning::Site& site,
                                     const fs::path& bundle, Context& context, Guide& guide) {
  std::vector<Check> checks;
  for (const planning::SiteToken& token : site.tokens) {
    if (is_in_host(plan, token.name)) checks.push_back(look_at(token, context));
  }
  checks.push_back(free_room(bundle));
  checks.push_back(entropy());
  if (!site.printer.empty()) {
    PYX_ASSIGN(Check one, printer(site.printer, guide));
    checks.push_back(std::move(one));
  }
  return checks;
}

}  // namespace pyx::ceremony::running
