#include "custody/server/system_calls.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace pyx::server {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||
                            __has_feature(memory_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

// What glibc, OpenSSL, SQLite, Asio and SoftHSM2 ask for, whatever the arguments.
constexpr std::array kAllowed = std::to_array<const char*>({
    // files
    "access",
    "close",
    "creat",
    "dup",
    "faccessat",
    "faccessat2",
    "fadvise64",
    "fallocate",
    "fchmod",
    "fchmodat",
    "fchown",
    "fcntl",
    "fdatasync",
    "flock",
    "fstat",
    "fstatfs",
    "fsync",
    "ftruncate",
    "getcwd",
    "getdents",
    "getdents64",
    "link",
    "linkat",
    "lseek",
    "lstat",
    "mkdir",
    "mkdirat",
    "newfstatat",
    "open",
    "openat",
    "pread64",
    "preadv",
    "pwrite64",
    "pwritev",
    "read",
    "readlink",
    "readlinkat",
    "readv",
    "rename",
    "renameat",
    "renameat2",
    "rmdir",
    "stat",
    "statfs",
    "statx",
    "umask",
    "unlink",
    "unlinkat",
    "utimensat",
    "write",
    "writev",
    // memory
    "brk",
    "madvise",
    "mlock",
    "mlock2",
    "mremap",
    "msync",
    "munlock",
    "munmap",
    // threads, signals, time
    "clock_getres",
    "clock_gettime",
    "clock_nanosleep",
    "exit",
    "exit_group",
    "futex",
    "get_robust_list",
    "getcpu",
    "gettimeofday",
    "membarrier",
    "nanosleep",
    "pause",
    "restart_syscall",
    "rseq",
    "rt_sigaction",
    "rt_sigpending",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigsuspend",
    "rt_sigtimedwait",
    "sched_getaffinity",
    "sched_yield",
    "set_robust_list",
    "set_tid_address",
    "sigaltstack",
    "time",
    // who and where
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getpid",
    "getppid",
    "getrandom",
    "getresgid",
    "getresuid",
    "getrlimit",
    "getrusage",
    "gettid",
    "getuid",
    "sysinfo",
    "times",
    "uname",
    // connections that there are or that are accepted
    "accept",
    "accept4",
    "connect",
    "epoll_create1",
    "epoll_ctl",
    "epoll_pwait",
    "epoll_pwait2",
    "epoll_wait",
    "eventfd2",
    "getpeername",
    "getsockname",
    "getsockopt",
    "pipe",
    "pipe2",
    "poll",
    "ppoll",
    "pselect6",
    "recvfrom",
    "recvmsg",
    "select",
    "sendmsg",
    "sendto",
    "setsockopt",
    "shutdown",
    "timerfd_create",
    "timerfd_settime",
});

struct FilterFree {
  void operator()(void* filter) const { seccomp_release(filter); }
};
using FilterPointer = std::unique_ptr<void, FilterFree>;

class Rules {
 public:
  explicit Rules(scmp_filter_ctx filter) : filter_(filter) {}
  void allow(int call) { add(SCMP_ACT_ALLOW, call, {}); }
  void allow_if(int call, scmp_arg_cmp condition) { add(SCMP_ACT_ALLOW, call, {condition}); }
  void answer(int call, int failure) {
    add(SCMP_ACT_ERRNO(static_cast<std::uint16_t>(failure)), call, {});
  }
  int failure() const { return failure_; }

 private:
  void add(std::uint32_t action, int call, std::vector<scmp_arg_cmp> conditions) {
    const int added = seccomp_rule_add_array(
        filter_, action, call, static_cast<unsigned>(conditions.size()), conditions.data());
    if (added != 0 && failure_ == 0) failure_ = -added;
  }
  scmp_filter_ctx filter_;
  int failure_ = 0;  // the first, an errno
};

scmp_arg_cmp equals(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp has_bits(unsigned argument, std::uint64_t bits, std::uint64_t value) {
  return {argument, SCMP_CMP_MASKED_EQ, bits, value};
}

// Calls that are harmless with some of their arguments only.
void allow_some(Rules& rules) {
  // A thread, but no process. What clone3 is to do stands in memory, where a filter cannot look:
  // glibc takes clone when it hears that there is no clone3.
  rules.allow_if(SCMP_SYS(clone), has_bits(0, CLONE_THREAD, CLONE_THREAD));
  rules.answer(SCMP_SYS(clone3), ENOSYS);
  // Memory is written or executed, not both. A module may be loaded again after a failure.
  rules.allow_if(SCMP_SYS(mmap), has_bits(2, PROT_EXEC, 0));
  rules.allow_if(SCMP_SYS(mmap), has_bits(2, PROT_WRITE, 0));
  rules.allow_if(SCMP_SYS(mprotect), has_bits(2, PROT_EXEC, 0));
  // syslog(3) of a module, and a module that talks to a local daemon. No way out of the host.
  rules.allow_if(SCMP_SYS(socket), equals(0, AF_UNIX));
  for (const unsigned long request : {FIONBIO, FIONREAD, FIOCLEX, TCGETS}) {
    rules.allow_if(SCMP_SYS(ioctl), equals(1, request));
  }
  rules.allow_if(SCMP_SYS(prctl), equals(0, PR_SET_NAME));
  // A limit is read, not set.
  rules.allow_if(SCMP_SYS(prlimit64), equals(2, 0));
  // abort(3), and no other process.
  rules.allow_if(SCMP_SYS(tgkill), equals(0, static_cast<std::uint64_t>(getpid())));
}

Error cannot(int failure) {
  return error(Code::kBug, std::string("the kernel does not take the system call filter: ") +
                               std::strerror(failure));
}

}  // namespace

bool is_system_call(const std::string& name) {
  return seccomp_syscall_resolve_name(name.c_str()) >= 0;
}

Result<Filter> filter_system_calls(const std::vector<std::string>& also) {
  for (const std::string& name : also) {
    if (!is_system_call(name)) return error(Code::kBadInput, "there is no system call " + name);
  }
  if (kSanitized) return Filter::kNotInThisBuild;
  const FilterPointer filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
  if (!filter) return cannot(ENOMEM);
  Rules rules(filter.get());
  for (const char* const name : kAllowed) {
    // One of the older calls that newer machines do not have.
    const int call = seccomp_syscall_resolve_name(name);
    if (call >= 0) rules.allow(call);
  }
  for (const std::string& name : also) rules.allow(seccomp_syscall_resolve_name(name.c_str()));
  allow_some(rules);
  if (rules.failure() != 0) return cannot(rules.failure());
  int failure = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  if (failure == 0) failure = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);
  if (failure == 0) failure = seccomp_load(filter.get());
  if (failure != 0) return cannot(-failure);
  return Filter::kInForce;
}

}  // namespace pyx::server
