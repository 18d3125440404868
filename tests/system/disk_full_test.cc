// The real pyxd on a disk that fills up under load: requests are refused with words, /readyz says
// that the store fails, nothing is signed without its leaf, and once there is room again it works
// without a restart. SIGN-DURABLE. Traps 20, 21, 26 and 27.
// A small tmpfs over the vault's folder, in a mount namespace of this process: only where root.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <map>
#include <thread>

#include "custody/client/client.h"
#include "tests/support/served_vault.h"

namespace pyx::testing {
namespace disk_full_test {

namespace fs = std::filesystem;
using client::Client;
using client::SignAnswer;
using client::SignTask;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using SteadyClock = std::chrono::steady_clock;

constexpr unsigned kClients = 4;
constexpr unsigned kRefusalsEach = 25;
constexpr std::size_t kLeftFree = 200 * 1024;
constexpr std::chrono::seconds kWithin{20};

// Puts a small disk in the place of the folder, with all that is in it.
class SmallDisk {
 public:
  explicit SmallDisk(fs::path folder) : folder_(std::move(folder)) {
    const TempFolder aside;
    fs::copy(folder_, aside.path(), fs::copy_options::recursive);
    mounted_ = ::unshare(CLONE_NEWNS) == 0 &&
               ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
               ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=8m,mode=0700") == 0;
    if (mounted_) fs::copy(aside.path(), folder_, fs::copy_options::recursive);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }
  void fill() const {
    const int file = ::open(filler().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const std::string block(64 * 1024, 'x');
    off_t size = 0;
    for (;;) {
      const ssize_t put = ::write(file, block.data(), block.size());
      if (put <= 0) break;
      size += put;
    }
    EXPECT_EQ(::ftruncate(file, size - static_cast<off_t>(kLeftFree)), 0);
    ::close(file);
  }
  void make_room() const { fs::remove(filler()); }

 private:
  fs::path filler() const { return folder_ / "filler"; }
  const fs::path folder_;
  bool mounted_ = false;
};

struct Asked {
  SignTask task;
  Result<SignAnswer> answer;
};

class DiskFull : public ::testing::Test {
 protected:
  std::unique_ptr<Client> connect() {
    client::ClientOptions options;
    options.transport = served_.client();
    options.most_tries = 1;
    return must(Client::open(options));
  }
  Asked ask(Client& client, const std::string& what) {
    Asked asked{{key_, Client::new_request(), {to_bytes(what)}}, error(Code::kBug, "not asked")};
    asked.answer = client.sign(asked.task);
    return asked;
  }
  // Several clients ask until each was refused a number of times.
  void load_until_refused() {
    std::vector<std::vector<Asked>> parts(kClients);
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < kClients; ++i) {
      threads.emplace_back([&, i] {
        const auto client = connect();
        unsigned refused = 0;
        for (unsigned n = 0; refused < kRefusalsEach && n < 20000; ++n) {
          parts[i].push_back(ask(*client, std::to_string(i) + "/" + std::to_string(n)));
          refused += !parts[i].back().answer.ok();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    for (auto& part : parts) std::ranges::move(part, std::back_inserter(asked_));
  }
  client::Reply readiness() {
    const auto transport = must(client::open_transport(served_.client()));
    return must(transport->exchange({.path = "/readyz"}));
  }
  client::Reply readiness_within(unsigned status) {
    const auto deadline = SteadyClock::now() + kWithin;
    client::Reply reply = readiness();
    while (reply.status != status && SteadyClock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      reply = readiness();
    }
    return reply;
  }

  ServedVault served_;
  Uuid key_ = served_.make_active_keys({"issuer-p-256"}).front();
  std::vector<Asked> asked_;
};

TEST_F(DiskFull, RefusesAloudSignsNothingUnrecordedAndGoesOnOnceThereIsRoom) {
  const SmallDisk disk(served_.vault.folder.path());
  if (!disk.mounted()) GTEST_SKIP() << "a tmpfs can be mounted by root only: nothing was filled up";
  std::ofstream(served_.config(), std::ios::app) << "[health]\nevery = \"1s\"\n";
  served_.start();
  const pid_t pid = served_.pyxd().pid();
  EXPECT_EQ(readiness_within(200).status, 200U);

  disk.fill();
  load_until_refused();
  std::size_t answered = 0;
  std::size_t refused = 0;
  for (const Asked& one : asked_) {
    ++(one.answer ? answered : refused);
    if (one.answer) continue;
    EXPECT_EQ(one.answer.error().code, Code::kStore) << describe(one.answer.error());
    EXPECT_THAT(one.answer.error().message, HasSubstr("the store failed"));
    EXPECT_THAT(one.answer.error().message, HasSubstr("full"));
    if (HasFailure()) return;
  }
  EXPECT_GT(answered, 0U);
  EXPECT_GE(refused, kClients * kRefusalsEach);
  const client::Reply not_ready = readiness_within(503);
  EXPECT_EQ(not_ready.status, 503U);
  EXPECT_THAT(not_ready.body, HasSubstr("\"store\":{\"ok\":false"));
  EXPECT_THAT(not_ready.body, HasSubstr("full"));
  // What is in the log is answered again all the same.
  const auto client = connect();
  for (const Asked& one : asked_) {
    if (!one.answer) continue;
    const auto again = client->sign(one.task);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->receipt.leaf_index, one.answer->receipt.leaf_index);
    break;
  }

  disk.make_room();
  EXPECT_EQ(readiness_within(200).status, 200U);
  for (Asked& one : asked_) {
    if (one.answer) continue;
    one.answer = client->sign(one.task);  // the same id
    ASSERT_THAT(one.answer, IsOk());
  }
  EXPECT_TRUE(served_.pyxd().is_running());
  EXPECT_EQ(served_.pyxd().pid(), pid);
  EXPECT_EQ(served_.stop(SIGTERM), 0);

  LiveVault& vault = served_.vault;
  vault.open();
  std::map<Uuid, std::uint64_t> leaf_of;
  const auto leaves = vault.leaves();
  for (std::uint64_t i = 0; i < leaves.size(); ++i) {
    const auto* request = std::get_if<custody::RequestLeaf>(&leaves[i].body);
    if (request == nullptr) continue;
    EXPECT_TRUE(leaf_of.emplace(request->request, i).second);
  }
  EXPECT_EQ(leaf_of.size(), asked_.size());
  for (const Asked& one : asked_)
    EXPECT_EQ(leaf_of.at(one.task.request), one.answer->receipt.leaf_index);
  vault->stop();
  const auto report = vault.exported_and_verified();
  ASSERT_THAT(report, IsOk());
  EXPECT_THAT(report->unsettled, IsEmpty());
  vault.close();
}

}  // namespace disk_full_test
}  // namespace pyx::testing
