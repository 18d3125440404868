// SECRET-NEVER: a split backup from end to end by the real pyx, and afterwards a search for what
// only the end tells: the wrap key, each share, the private value of the key, and all PINs. Neither
// a file, nor anything that a process wrote, nor a command line or an environment may hold them.
// What was written is seen by strace; where that may not look, the files are searched all the same.

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "base/aes_kwp.h"
#include "base/base64.h"
#include "base/file.h"
#include "base/hex.h"
#include "base/reveal.h"
#include "ceremony/second_token_child.h"
#include "ceremony/share_carriers.h"
#include "custody/backups/backup_file.h"
#include "custody/evidence/dsse.h"
#include "custody/shares/mnemonic.h"
#include "custody/shares/slip39.h"
#include "custody/store/sqlite_store.h"
#include "pkcs11/private_key_info.h"
#include "tests/ceremony/cli/backup_room.h"
#include "tests/support/child_process.h"
#include "tests/support/custody_fixture.h"
#include "tests/support/known_secret.h"
#include "tests/support/traced_program.h"
#include "tests/support/typist.h"

namespace pyx {
namespace secret_search_test {

namespace fs = std::filesystem;
using ceremony::ExitCode;
using ceremony::testing::BackupRoom;
using ceremony::testing::operator+;
using pyx::testing::ChildProcess;
using pyx::testing::found_in;
using pyx::testing::KnownSecret;
using pyx::testing::must;
using pyx::testing::TempFolder;
using pyx::testing::TracedCall;
using pyx::testing::Tracer;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Words = std::vector<std::string>;

constexpr std::size_t kMostFileBytes = std::size_t{1} << 28U;
constexpr const char* kWrapKey = "the wrap key";
constexpr const char* kSecondPin = "the second token's PIN";
constexpr const char* kPassphrase = "the passphrase";

// This process and its children put all their temporary files into a folder.
class TemporaryFilesIn {
 public:
  explicit TemporaryFilesIn(const fs::path& folder) {
    if (const char* const before = ::getenv("TMPDIR")) before_ = before;
    ::setenv("TMPDIR", folder.c_str(), 1);
  }
  TemporaryFilesIn(const TemporaryFilesIn&) = delete;
  TemporaryFilesIn& operator=(const TemporaryFilesIn&) = delete;
  ~TemporaryFilesIn() {
    if (before_) {
      ::setenv("TMPDIR", before_->c_str(), 1);
    } else {
      ::unsetenv("TMPDIR");
    }
  }

 private:
  std::optional<std::string> before_;
};

std::string text_in(const fs::path& file) {
  const auto bytes = read_file(file, kMostFileBytes);
  return bytes ? to_text(*bytes) : std::string();  // of another test, and gone meanwhile
}

// What is found where, by the file's path.
std::map<std::string, Words> search(const fs::path& folder,
                                    const std::vector<KnownSecret>& secrets) {
  std::map<std::string, Words> found;
  std::error_code gone;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder, options, gone), end; !gone && at != end;
       at.increment(gone)) {
    std::error_code unreadable;
    if (!at->is_regular_file(unreadable) || at->is_symlink(unreadable)) continue;
    Words names = found_in(text_in(at->path()), secrets);
    if (!names.empty()) found[at->path()] = std::move(names);
  }
  return found;
}

// Everything that is done once, by the real pyx, with its temporary files in a folder of its own.
class WholeWay {
 public:
  WholeWay() {
    key = room->make_key("strict");
    backup = room->acknowledged_backup(key);
    done({"backup", "prove", "--act", room->agree({"backup.prove", "--backup", backup})},
         room->shares({"carol", "bob"}, "1") + room->second_token());
    learn();
    drill();
    reshare();
    restore();
    learn_shares("2", {"alice", "bob", "dave"});
  }

  // Whoever types them at a terminal: a row that is not shown.
  void drill() {
    record = room->path("record.json");
    room->must_run({"share", "record", "--backup", backup, "--out", record});
    pyx::testing::Typist alice;
    alice.start(program(Words{PYX_PROGRAM, "share", "drill", "--record", record, "--holder",
                              "alice", "--out", room->path("receipt.json")} +
                        room->room.desk.signer("alice")));
    alice.type_after("words from 1 on, unseen: ", words_of("alice", "1") + "\n");
    EXPECT_EQ(alice.answer(), 0);
    seen += alice.seen();
    room->must_run({"share", "submit", "--receipt", room->path("receipt.json")});
  }

  Words program(const Words& words) { return why_untraced ? words : tracer.around(words); }
  std::string words_of(const std::string& holder, const std::string& round) const {
    const shares::ShareWords words = must(shares::to_words(opened(holder, round)));
    return to_text(words.text().reveal(reveal()));
  }

  const TempFolder outside;  // for what tells on purpose: the traces
  const TempFolder folder;
  const TemporaryFilesIn here{folder.path()};
  Tracer tracer{outside.path()};
  unsigned runs = 0;
  const std::optional<std::string> why_untraced = tracer.why_not({PYX_PROGRAM, "--version"}, "pyx");
  std::optional<BackupRoom> room{std::in_place, [this](const Words& words) { return run(words); }};
  std::string key;
  std::string backup;
  std::string record;
  std::vector<KnownSecret> secrets;
  std::string seen;  // at terminals

 private:
  ceremony::testing::Said run(const Words& words) {
    const fs::path said = folder.path() / ("said-" + std::to_string(++runs));
    fs::create_directory(said);
    auto child =
        must(ChildProcess::start(program(Words{PYX_PROGRAM} + words), said / "out", said / "err"));
    const auto exit = static_cast<ExitCode>(child.wait());
    return {exit, text_in(said / "out"), text_in(said / "err")};
  }
  void done(const Words& words, const Words& flags) {
    ASSERT_EQ(room->room.run_with_pin(words + flags), ExitCode::kDone) << room->room.desk.words();
  }
  void reshare() {
    const std::string act =
        room->agree({"shares.reshare", "--backup", backup, "--share-group", "2:alice,bob,dave"});
    done({"share", "reshare", "--act", act},
         room->shares({"alice", "bob"}, "1") + room->sealing({"alice", "bob", "dave"}, "2"));
    for (const char* holder : {"alice", "bob", "dave"})
      EXPECT_EQ(room->acknowledge(holder, backup, "2"), ExitCode::kDone) << room->room.desk.words();
  }
  void restore() {
    const std::string act = room->agree({"backup.restore", "--backup", backup, "--backup-key", key,
                                         "--token-serial", room->second.serial()});
    done({"backup", "restore", "--act", act},
         room->shares({"dave", "alice"}, "2") + room->second_token());
  }

  shares::Share opened(const std::string& holder, const std::string& round) const {
    ceremony::SealedShare sealed;
    sealed.file = room->sealed_file(holder, round);
    sealed.key_file = room->path(holder + ".seal.key");
    sealed.passphrase = {SecretSource::File{room->path("passphrase")}};
    return must(ceremony::open_sealed(sealed));
  }
  void learn_file(const std::string& name, const fs::path& file) {
    std::string text = text_in(file);
    if (text.ends_with('\n')) text.pop_back();
    secrets.push_back(KnownSecret::of_bytes(name, as_bytes(text)));
  }
  void learn_shares(const std::string& round, const Words& holders) {
    for (const std::string& holder : holders) {
      std::string name = "the share of ";
      name.append(holder).append(" of version ").append(round);
      secrets.push_back(KnownSecret::of_bytes(name, opened(holder, round).value.reveal(reveal())));
      secrets.push_back(KnownSecret::of_words(name + " in words", words_of(holder, round)));
    }
  }
  void learn() {
    learn_shares("1", {"alice", "bob", "carol"});
    std::vector<shares::Share> two;
    for (const char* holder : {"alice", "carol"}) two.push_back(opened(holder, "1"));
    const SecretBytes wrap_key = must(shares::combine(two));
    secrets.push_back(KnownSecret::of_bytes(kWrapKey, wrap_key.reveal(reveal())));
    learn_private_value(wrap_key);
    learn_file("the vault's PIN", room->room.vaults_token().pin_file());
    learn_file("the vault's SO PIN", room->room.vaults_token().so_pin_file());
    learn_file(kSecondPin, room->second.pin_file());
    learn_file(kPassphrase, room->path("passphrase"));
  }
  void learn_private_value(const SecretBytes& wrap_key) {
    const Sha256 digest = [&] {
      Sha256 read{};
      const Bytes bytes = must(from_hex(room->backup(backup).at("file").as_string()));
      std::ranges::copy(bytes, read.begin());
      return read;
    }();
    const auto store = must(custody::open_sqlite_store(room->room.folder()));
    const Bytes blob = must(store->blob(digest)).value();
    const auto envelope = must(custody::parse_envelope(as_text(blob)));
    const auto file = must(custody::parse_backup(envelope.payload));
    const SecretBytes info = must(aes_kwp_unwrap(wrap_key, file.keys.front().wrapped));
    const auto parsed = must(pkcs11::read_private_key_info(info.reveal(reveal())));
    secrets.push_back(KnownSecret::of_bytes("the key's private value",
                                            std::get<pkcs11::EcPrivateKey>(parsed).secret));
  }
};

class SearchedForSecrets : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { way_ = std::make_unique<WholeWay>(); }
  static void TearDownTestSuite() { way_.reset(); }

  // By process and file: a secret may have been written in pieces.
  static std::map<std::pair<std::string, std::string>, std::string> written() {
    std::map<std::pair<std::string, std::string>, std::string> all;
    for (const TracedCall& call : must(way_->tracer.calls()))
      if (call.writes()) all[{call.process, call.target}] += call.bytes;
    return all;
  }
  // Of all pyx that ran, by process: what strace saw of it.
  static std::map<std::string, std::string> calls_of_pyx() {
    std::map<std::string, std::string> all;
    const std::vector<TracedCall> calls = must(way_->tracer.calls());
    for (const TracedCall& call : calls) {
      if (call.name != "execve") continue;
      EXPECT_TRUE(call.bytes.starts_with(PYX_PROGRAM) || call.bytes.starts_with("/proc/self/exe"))
          << "another program was run: " << call.bytes.substr(0, 80);
      all.emplace(call.process, std::string());
    }
    for (const TracedCall& call : calls)
      if (all.contains(call.process)) all[call.process] += call.line + "\n";
    return all;
  }
  inline static std::unique_ptr<WholeWay> way_;
};

// The files in which somebody put a PIN or a passphrase show that the search finds what is there.
TEST_F(SearchedForSecrets, NoFileHoldsOneButThoseThatPeoplePutThere) {
  std::map<std::string, Words> found = search(way_->folder.path(), way_->secrets);
  const auto& token = way_->room->room.vaults_token();
  const std::map<std::string, Words> put_there = {{token.pin_file(), {"the vault's PIN"}},
                                                  {token.so_pin_file(), {"the vault's SO PIN"}},
                                                  {way_->room->second.pin_file(), {kSecondPin}},
                                                  {way_->room->path("passphrase"), {kPassphrase}}};
  EXPECT_EQ(found, put_there);
}
TEST_F(SearchedForSecrets, SharedMemoryHoldsNone) {
  std::vector<KnownSecret> ours = way_->secrets;
  std::erase_if(ours, [](const auto& secret) { return secret.name() == kPassphrase; });
  auto found = search("/dev/shm", ours);
  // Where this test was given its folders.
  std::erase_if(
      found, [](const auto& one) { return one.first.starts_with(way_->folder.path().string()); });
  EXPECT_THAT(found, IsEmpty());
}
TEST_F(SearchedForSecrets, NoTerminalShowedOneThatWasTyped) {
  EXPECT_THAT(found_in(way_->seen, way_->secrets), IsEmpty());
}

// Wrap key and PIN go to the process that holds the second token, through a pair of sockets: that
// they are seen there shows that the search sees what was written.
TEST_F(SearchedForSecrets, NoProcessWroteOneButToItsOwnOtherHalf) {
  if (way_->why_untraced) GTEST_SKIP() << *way_->why_untraced << ": writes were not searched";
  std::set<std::string> to_other_half;
  for (const auto& [where, bytes] : written()) {
    const Words found = found_in(bytes, way_->secrets);
    if (where.second.starts_with("UNIX-STREAM:[")) {
      to_other_half.insert(found.begin(), found.end());
    } else {
      EXPECT_THAT(found, IsEmpty()) << "process " << where.first << " to " << where.second;
    }
  }
  EXPECT_THAT(to_other_half, UnorderedElementsAre(kWrapKey, kSecondPin));
}
// Trap 29.
TEST_F(SearchedForSecrets, NoCommandLineAndNoEnvironmentHeldOne) {
  if (way_->why_untraced) GTEST_SKIP() << *way_->why_untraced << ": command lines were not seen";
  std::size_t programs = 0;
  for (const TracedCall& call : must(way_->tracer.calls())) {
    if (call.name != "execve") continue;
    ++programs;
    EXPECT_THAT(found_in(call.bytes, way_->secrets), IsEmpty());
  }
  EXPECT_GT(programs, 20U);
}
TEST_F(SearchedForSecrets, EveryProcessLockedItsMemoryAndRefusedToBeDumped) {
  if (way_->why_untraced) GTEST_SKIP() << *way_->why_untraced << ": system calls were not seen";
  const auto processes = calls_of_pyx();
  EXPECT_GT(processes.size(), 20U);
  for (const auto& [process, calls] : processes) {
    EXPECT_NE(calls.find("prctl(PR_SET_DUMPABLE, SUID_DUMP_DISABLE"), std::string::npos)
        << calls.substr(0, 400);
    EXPECT_NE(calls.find("RLIMIT_CORE, {rlim_cur=0, rlim_max=0}"), std::string::npos);
    EXPECT_NE(calls.find("mlock"), std::string::npos);
  }
}

// ---- What the kernel says of a process while it holds secrets -----------------------------------

std::string line_of(const std::string& file, const std::string& head) {
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(head)) return line.substr(head.size());
  return {};
}
void expect_hardened(pid_t process) {
  const std::string proc = "/proc/" + std::to_string(process);
  const std::string locked = line_of(proc + "/status", "VmLck:");
  ASSERT_FALSE(locked.empty());
  EXPECT_GE(std::stoul(locked), 64U);  // kB: the least secure heap
  std::istringstream limits(line_of(proc + "/limits", "Max core file size"));
  std::string soft;
  std::string hard;
  limits >> soft >> hard;
  EXPECT_EQ(soft, "0");
  EXPECT_EQ(hard, "0");
}
// The child of a process that was started with the word.
std::optional<pid_t> child_with(pid_t parent, const std::string& word) {
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string its_parent = line_of(entry.path() / "status", "PPid:\t");
    if (its_parent != std::to_string(parent)) continue;
    if (line_of(entry.path() / "cmdline", "").find(word) != std::string::npos)
      return std::stoi(name);
  }
  return std::nullopt;
}

TEST_F(SearchedForSecrets, AProcessThatIsKilledWhileItAsksForASecretLeavesNoCore) {
  pyx::testing::Typist alice;
  alice.start(Words{PYX_PROGRAM, "share", "drill", "--record", way_->record, "--holder", "alice",
                    "--out", way_->room->path("never.json")} +
              way_->room->room.desk.signer("alice"));
  alice.await("words from 1 on, unseen: ");
  expect_hardened(alice.child());
  ASSERT_EQ(::kill(alice.child(), SIGQUIT), 0);
  const int ended = alice.status();
  ASSERT_TRUE(WIFSIGNALED(ended));
  EXPECT_EQ(WTERMSIG(ended), SIGQUIT);
  EXPECT_FALSE(WCOREDUMP(ended));
}
TEST_F(SearchedForSecrets, TheProcessThatHoldsTheSecondTokenIsHardenedToo) {
  BackupRoom& room = *way_->room;
  const std::string act = room.agree({"backup.prove", "--backup", way_->backup});
  auto pyx = must(ChildProcess::start(
      Words{PYX_PROGRAM, "backup", "prove", "--act", act, "--dir", room.room.folder(),
            "--pin-source", "file:" + room.room.vaults_token().pin_file().string()} +
          room.shares({"alice", "bob"}, "2") + room.second_token(),
      way_->folder.path() / "prove-out", way_->folder.path() / "prove-err"));
  std::optional<pid_t> other;
  while (!other && pyx.is_running()) {
    other = child_with(pyx.pid(), std::string(ceremony::kSecondTokenWord));
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ASSERT_TRUE(other.has_value()) << text_in(way_->folder.path() / "prove-err");
  const auto locked = [&] {
    return line_of("/proc/" + std::to_string(*other) + "/status", "VmLck:");
  };
  // It hardens itself first, before it is told anything.
  while (locked().ends_with(" 0 kB")) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  expect_hardened(*other);
  EXPECT_EQ(pyx.wait(), 0) << text_in(way_->folder.path() / "prove-err");
}

// ---- The search itself --------------------------------------------------------------------------

// A test that cannot find what is there says nothing.
TEST_F(SearchedForSecrets, WhatIsPlantedInAFileIsFoundInEveryForm) {
  const Bytes secret =
      must(from_hex("00112233445566778899aabbccddeeff0f1e2d3c4b5a69788796a5b4c3d2e1f0"));
  const std::vector<KnownSecret> known = {
      KnownSecret::of_bytes("bytes", secret),
      KnownSecret::of_words("words", "one two three four five six seven eight nine ten")};
  const std::string text = to_text(secret);
  const std::string raw_half = text.substr(0, 16);
  std::string upper = to_hex(secret);
  std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return std::toupper(c); });
  const Words plants = {"x" + text + "x",
                        "x" + raw_half + "x",
                        "x" + to_hex(secret),
                        upper,
                        to_base64(secret),
                        to_base64(as_bytes("x" + text)),
                        to_base64(as_bytes("xy" + text)),
                        to_base64url(secret)};
  for (const std::string& plant : plants) EXPECT_THAT(found_in(plant, known), ElementsAre("bytes"));
  for (const char* plant : {"five six seven eight nine", "5. FIVE\n6. six  (seven), eight\tnine"})
    EXPECT_THAT(found_in(plant, known), ElementsAre("words"));
  EXPECT_THAT(found_in("one two three four", known), IsEmpty());
  EXPECT_THAT(found_in(to_hex(sha256(secret)), known), IsEmpty());
}
TEST_F(SearchedForSecrets, WhatIsPlantedInAWriteIsSeenWithItsFile) {
  if (way_->why_untraced) GTEST_SKIP() << *way_->why_untraced;
  const TempFolder folder;
  Tracer tracer(folder.path());
  const fs::path plant = folder.path() / "plant";
  must(write_file(plant, as_bytes(std::string("a \"secret\"\n\x01>, \xff")), Overwrite::kNo));
  auto child =
      must(ChildProcess::start(tracer.around({"/bin/dd", "if=" + plant.string(), "status=none"}),
                               folder.path() / "out", folder.path() / "err"));
  ASSERT_EQ(child.wait(), 0);
  const auto calls = must(tracer.calls());
  const auto write = std::ranges::find_if(calls, &TracedCall::writes);
  ASSERT_NE(write, calls.end());
  EXPECT_EQ(write->target, (folder.path() / "out").string());
  EXPECT_EQ(write->bytes, "a \"secret\"\n\x01>, \xff");
}

}  // namespace secret_search_test
}  // namespace pyx
