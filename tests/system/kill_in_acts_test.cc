// ACT-ONCE at random instants: a child founds a vault and then makes, activates, retires and
// destroys keys, schedules those of coins, rotates the log key, changes the policy, freezes, thaws
// and signs in a loop; it is killed, and the next one goes on. SoftHSM2 makes no key atomically, so
// the instants between the named crash points count.
//   PYX_KILL_ROUNDS  how often it is killed; 8 unless set

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "base/hex.h"
#include "custody/founding/founding.h"
#include "tests/support/crashes.h"
#include "tests/support/mint_budgets.h"

namespace pyx::custody {
namespace kill_in_acts_test {

using pyx::testing::IsOk;
using pyx::testing::LiveVault;
using pyx::testing::must;
using pyx::testing::objects_of;
using ::testing::IsEmpty;

constexpr unsigned kRoundsOfAVault = 4;
constexpr std::size_t kMostKeys = 6;

unsigned rounds() {
  const char* const text = std::getenv("PYX_KILL_ROUNDS");
  return text == nullptr ? 8 : static_cast<unsigned>(std::stoul(text));
}

bool is_founded(const LiveVault& vault) {
  return std::filesystem::exists(vault.folder.path() / "vault.sqlite3") &&
         !has_draft(vault.folder.path());
}

void go_on_founding(LiveVault& vault) {
  // With a store there is nothing to draft any more; every other step is repeated as it was.
  if (!read_draft(vault.folder.path())) must(vault.draft());
  must(vault.sign_founding());
  must(vault.finish());
}

// What the child does; each answer that it got is told to the parent by its request's id.
class Worker {
 public:
  Worker(LiveVault& vault, unsigned seed, int answers)
      : vault_(vault), random_(seed), answers_(answers) {}

  [[noreturn]] void work_until_killed() {
    if (!is_founded(vault_)) go_on_founding(vault_);
    vault_.open();
    vault_.id = must(vault_->info()).id;
    for (;;) {
      if (const auto freezes = must(vault_->freezes()); !freezes.empty()) {
        vault_.done(Thaw{{freezes.front().id}, false});
      }
      one_thing();
    }
  }

 private:
  std::size_t pick(std::size_t below) { return random_() % below; }
  // Of keys that are not for coins.
  std::optional<Uuid> key_in(const std::set<KeyState>& states) {
    std::vector<Uuid> found;
    for (const KeyRecord& key : must(vault_->keys())) {
      if (!key.coins && states.contains(key.state)) found.push_back(key.id);
    }
    return found.empty() ? std::nullopt : std::optional(found[pick(found.size())]);
  }
  std::size_t living_keys() {
    const auto keys = must(vault_->keys());
    return static_cast<std::size_t>(std::ranges::count_if(keys, [](const KeyRecord& key) {
      return !key.coins && key.state != KeyState::kDestroyed;
    }));
  }
  void generate() {
    static constexpr const char* kProfiles[] = {"issuer-p-256", "issuer-ed25519",
                                                "issuer-generic-secret", "issuer-rsa-2048"};
    vault_.make_key(kProfiles[pick(std::size(kProfiles))]);
  }
  // Three keys by one act, which take the place of those that were there.
  void schedule() {
    for (const KeyRecord& key : must(vault_->keys())) {
      if (key.coins && key.state == KeyState::kActive) vault_.done(KeyRetire{key.id});
    }
    const std::int64_t period = pyx::testing::present_period(vault_.clock);
    vault_.done(KeysSchedule{{{vault_.new_id(), "eur-5", period},
                              {vault_.new_id(), "eur-10-blind", period},
                              {vault_.new_id(), "eur-1", period}}});
  }
  void change_policy() {
    const Bytes policy = to_bytes(pyx::to_text(must(vault_->policy_bytes())) + "#\n");
    const Uuid act = vault_.propose(vault_.act(PolicyChange{sha256(policy)}), policy);
    vault_.approve(act);
    must(vault_->execute(act));
  }
  void sign(const Uuid& key) {
    const SignRequest request = vault_.request(key, {to_bytes("one"), to_bytes("two")});
    must(vault_.sign(request));
    const auto& id = request.request.bytes;
    if (::write(answers_, id.data(), id.size()) < 0) ::_exit(EXIT_FAILURE);
  }
  void one_thing() {
    switch (pick(9)) {
      case 0:
        vault_.done(LogRotate{vault_.new_id()});
        return;
      case 1:
        return change_policy();
      case 2:
        must(vault_.freeze(FreezeAll{}));
        return;
      case 3:
        if (const auto key = key_in({KeyState::kPreActivation})) vault_.done(KeyActivate{*key});
        return;
      case 4:
        if (const auto key = key_in({KeyState::kActive}); key && living_keys() > 2)
          vault_.done(KeyRetire{*key});
        return;
      case 5:
        if (const auto key = key_in({KeyState::kActive})) sign(*key);
        return;
      case 6:
        return schedule();
      default:
        if (living_keys() < kMostKeys) return generate();
        if (const auto key = key_in({KeyState::kPreActivation, KeyState::kDeactivated}))
          destroy(*key);
    }
  }
  void destroy(const Uuid& key) {
    const Uuid act = vault_.approved(KeyDestroy{key});
    const auto done = vault_->execute(act);
    // A request that the last child left unsettled keeps its key (SIGN-RETRY).
    if (!done && done.error().control != "SIGN-RETRY") must(done);
  }

  LiveVault& vault_;
  std::mt19937 random_;
  const int answers_;
};

class KillInActs : public ::testing::Test {
 protected:
  KillInActs() {
    if (::pipe2(pipe_, O_CLOEXEC | O_NONBLOCK) != 0) std::abort();
  }
  ~KillInActs() override {
    ::close(pipe_[0]);
    ::close(pipe_[1]);
  }

  // A child that fails by itself, before it is killed, has found the vault broken.
  void run_and_kill(LiveVault& vault, std::chrono::milliseconds after) {
    const unsigned seed = std::random_device()();
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        Worker(vault, seed, pipe_[1]).work_until_killed();
      } catch (const std::exception& failure) {
        std::cerr << "the child failed: " << failure.what() << std::endl;
      }
      ::_exit(EXIT_FAILURE);
    }
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "seed " << seed;
    std::array<std::uint8_t, 16> id{};
    while (::read(pipe_[0], id.data(), id.size()) == static_cast<ssize_t>(id.size())) {
      Uuid answered;
      answered.bytes = id;
      answered_.insert(answered);
    }
  }

  // Everything that the log says of the token is so, and nothing else is on it.
  void expect_whole(LiveVault& vault, const Uuid& foreign) {
    vault.open();  // resumed without a person
    vault.id = must(vault->info()).id;
    EXPECT_THAT(vault->canary(), IsOk());
    EXPECT_THAT(vault->checkpoint(), IsOk());
    std::set<Uuid> requests;
    std::size_t log_keys = 1;
    for (const ActRecord& act : must(vault->acts())) {
      EXPECT_NE(act.state, ActState::kExecuting) << act.act.id.text();
      EXPECT_NE(act.state, ActState::kFailed) << act.act.id.text() << ": " << act.outcome;
      log_keys +=
          act.state == ActState::kExecuted && std::holds_alternative<LogRotate>(act.act.parameters);
    }
    for (const Leaf& leaf : vault.leaves()) {
      const auto* request = std::get_if<RequestLeaf>(&leaf.body);
      if (request == nullptr) continue;
      EXPECT_TRUE(requests.insert(request->request).second);
    }
    for (const Uuid& id : answered_) EXPECT_TRUE(requests.contains(id)) << id.text();
    answered_.clear();
    const auto keys = must(vault->keys());
    const bool frozen = !must(vault->freezes()).empty();
    for (const KeyRecord& key : keys) {
      if (key.state != KeyState::kActive || key.coins || frozen) continue;
      EXPECT_THAT(vault.sign(key.id, {to_bytes("afterwards")}), IsOk()) << key.id.text();
    }
    vault->stop();
    EXPECT_THAT(vault.exported_and_verified(), IsOk());
    vault.close();
    expect_on_token(vault, keys, log_keys, foreign);
  }

  void expect_on_token(const LiveVault& vault, const std::vector<KeyRecord>& keys,
                       std::size_t log_keys, const Uuid& foreign) {
    const auto token = vault.open_token();
    // The canary key, marker and anchor, the foreign key.
    std::size_t expected = 2 * log_keys + 2 + 2 + 2;
    for (const KeyRecord& key : keys) {
      const std::size_t of_key = key.state == KeyState::kDestroyed ? 0
                                 : is_asymmetric(key.type)         ? 2
                                                                   : 1;
      EXPECT_EQ(objects_of(*token, key.id), of_key) << key.id.text();
      expected += of_key;
    }
    auto objects = must(token->objects());
    // An object that SoftHSM2 was about to give its attributes: it has no id, and nobody's act can
    // be told from it. It is never touched.
    nameless_ += std::erase_if(objects, [](const pkcs11::ObjectFacts& object) {
      return object.cka_id.empty() && object.label.empty();
    });
    EXPECT_EQ(objects.size(), expected) << ::testing::PrintToString(names_of(objects));
    EXPECT_THAT(token->inspect({foreign, KeyType::kP256, Purpose::kSign, "of somebody else"}),
                IsOk());
  }

  static std::vector<std::string> names_of(const std::vector<pkcs11::ObjectFacts>& objects) {
    std::vector<std::string> names;
    names.reserve(objects.size());
    for (const auto& object : objects)
      names.push_back(object.object_class + " " + to_hex(object.cka_id) + " " + object.label);
    return names;
  }

  std::set<Uuid> answered_;
  std::size_t nameless_ = 0;  // as often as they were seen

 private:
  int pipe_[2];
};

// SoftHSM2 leaves them when it is killed while it makes an object. They hold nothing, and no call
// of PKCS#11 shows or destroys them.
std::size_t empty_object_files(const LiveVault& vault) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(vault.softhsm.tokens())) {
    count += entry.path().extension() == ".object" && entry.file_size() == 0;
  }
  return count;
}

TEST_F(KillInActs, NoActIsLostOrDoneTwiceAndNoKeyIsHalfMade) {
  std::random_device seed;
  std::size_t leaves = 0;
  std::size_t vaults = 0;
  std::size_t empty_files = 0;
  for (unsigned done = 0; done < rounds();) {
    LiveVault vault(LiveVault::Start::kTokenOnly);
    const Uuid foreign = pyx::testing::plant_foreign_key(vault);
    for (unsigned i = 0; i < kRoundsOfAVault && done < rounds(); ++i, ++done) {
      // The first is killed while it founds, mostly.
      std::uniform_int_distribution<int> moment_ms(1, i == 0 ? 60 : 400);
      const std::chrono::milliseconds after(moment_ms(seed));
      SCOPED_TRACE("round " + std::to_string(done) + ", killed after " +
                   std::to_string(after.count()) + " ms");
      run_and_kill(vault, after);
      if (!is_founded(vault)) go_on_founding(vault);
      expect_whole(vault, foreign);
      if (HasFailure()) return;
    }
    vault.open();
    leaves += vault.leaves().size();
    ++vaults;
    vault.close();
    empty_files += empty_object_files(vault);
  }
  EXPECT_GT(leaves, vaults);  // more than their geneses
  std::cout << rounds() << " kills, " << leaves << " leaves; SoftHSM2 left " << empty_files
            << " empty object files; objects without a name were seen " << nameless_ << " times\n";
}

}  // namespace kill_in_acts_test
}  // namespace pyx::custody
