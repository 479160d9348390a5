/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three layers, each on its own: limits of the process; Landlock, which takes the file system away; and a list of the system calls that
 * decoding needs, where any other one ends the process. Sanitizers need more of everything, so builds with them keep only Landlock. */
#include "data/decoder/vsl-decoder-sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "data/vsl-decoder-wire.h"

/**
 * vsl_sandbox_close_others:
 * @keep: above 2
 */
void
vsl_sandbox_close_others (int keep)
{
#ifdef SYS_close_range
  if ((keep <= 3 || syscall (SYS_close_range, 3u, (unsigned) keep - 1, 0u) == 0) && syscall (SYS_close_range, (unsigned) keep + 1, ~0u, 0u) == 0)
    return;
#endif
  long most = sysconf (_SC_OPEN_MAX);
  for (int fd = 3; fd < CLAMP (most, 1024, 1 << 20); fd++)
    if (fd != keep)
      close (fd);
}

/* No rule follows: nothing below any folder may be opened, made, removed or run. 1: done. */
static gboolean
landlock (void)
{
#if defined(SYS_landlock_create_ruleset) && defined(SYS_landlock_restrict_self)
  const guint64 version_1 = (1u << 13) - 1;      /* all rights of the first version; later ones only add */
  long version = syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  if (version < 1)
    return FALSE;
  struct landlock_ruleset_attr rules = { .handled_access_fs = version_1 };
  if (version >= 2)
    rules.handled_access_fs |= 1u << 13;         /* moving between folders */
  if (version >= 3)
    rules.handled_access_fs |= 1u << 14;         /* truncating */
  long fd = syscall (SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
  if (fd < 0)
    return FALSE;
  gboolean ok = syscall (SYS_landlock_restrict_self, fd, 0) == 0;
  close ((int) fd);
  return ok;
#else
  return FALSE;
#endif
}

#ifndef VSL_SANITIZED

static gboolean
allow_plain (scmp_filter_ctx filter)
{
  static const int calls[] = {
    SCMP_SYS (read), SCMP_SYS (pread64), SCMP_SYS (readv), SCMP_SYS (lseek), SCMP_SYS (fstat), SCMP_SYS (close), SCMP_SYS (dup),
    SCMP_SYS (recvmsg), SCMP_SYS (sendmsg),
    SCMP_SYS (write), SCMP_SYS (pwrite64), SCMP_SYS (memfd_create), SCMP_SYS (ftruncate),
    SCMP_SYS (munmap), SCMP_SYS (mremap), SCMP_SYS (brk), SCMP_SYS (madvise),
    SCMP_SYS (futex), SCMP_SYS (clock_gettime), SCMP_SYS (gettimeofday), SCMP_SYS (time), SCMP_SYS (getrandom), SCMP_SYS (sched_yield),
    SCMP_SYS (rt_sigreturn), SCMP_SYS (rt_sigprocmask), SCMP_SYS (rt_sigaction), SCMP_SYS (sigaltstack), SCMP_SYS (restart_syscall),
    SCMP_SYS (getpid), SCMP_SYS (gettid), SCMP_SYS (exit), SCMP_SYS (exit_group),
  };
  gboolean ok = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    ok &= seccomp_rule_add (filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
  return ok;
}

static gboolean
allow_by_argument (scmp_filter_ctx filter)
{
  gboolean ok = TRUE;
  /* Memory that is never code. */
  ok &= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, SCMP_A2_64 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  ok &= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, SCMP_A2_64 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
  /* fstat() of newer C libraries: a descriptor's own state. */
  ok &= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (newfstatat), 1, SCMP_A3_64 (SCMP_CMP_EQ, AT_EMPTY_PATH)) == 0;
  ok &= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1_64 (SCMP_CMP_EQ, F_ADD_SEALS)) == 0;
  ok &= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (fcntl), 1, SCMP_A1_64 (SCMP_CMP_EQ, F_GETFL)) == 0;
  /* abort() */
  ok &= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1, SCMP_A0_64 (SCMP_CMP_EQ, (scmp_datum_t) getpid ())) == 0;
  return ok;
}

/* Questions that libraries ask and take no for. */
static gboolean
refuse_politely (scmp_filter_ctx filter)
{
  static const struct {
    int call, error;
  } polite[] = { { SCMP_SYS (ioctl), ENOTTY }, { SCMP_SYS (sched_getaffinity), EPERM }, { SCMP_SYS (sysinfo), EPERM }, { SCMP_SYS (uname), EPERM },
                 { SCMP_SYS (getrusage), EPERM }, { SCMP_SYS (prlimit64), EPERM }, { SCMP_SYS (prctl), EPERM } };
  gboolean ok = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (polite); i++)
    ok &= seccomp_rule_add (filter, SCMP_ACT_ERRNO ((guint32) polite[i].error), polite[i].call, 0) == 0;
  return ok;
}

static gboolean
filter_calls (void)
{
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_KILL_PROCESS);
  if (!filter)
    return FALSE;
  gboolean ok = allow_plain (filter) && allow_by_argument (filter) && refuse_politely (filter) && seccomp_load (filter) == 0;
  seccomp_release (filter);
  return ok;
}

static gboolean
limit (int what, guint64 most)
{
  struct rlimit rule = { most, most };
  return setrlimit ((__rlimit_resource_t) what, &rule) == 0;
}

#endif

/**
 * vsl_sandbox_enter:
 * @memory: bytes
 * @largest: bytes
 *
 * Returns: flags of #VslSandboxState
 */
guint
vsl_sandbox_enter (guint64 memory, guint64 largest)
{
  guint state = 0;
  gboolean alone = prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
#ifdef VSL_SANITIZED
  state |= VSL_SANDBOX_LOOSENED;
  if (alone && landlock ())
    state |= VSL_SANDBOX_LANDLOCK;
#else
  gboolean limits = limit (RLIMIT_CORE, 0) && limit (RLIMIT_NOFILE, 16) && limit (RLIMIT_FSIZE, largest) && (!memory || limit (RLIMIT_AS, memory));
  limits &= prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
  if (limits)
    state |= VSL_SANDBOX_LIMITS;
  if (alone && landlock ())
    state |= VSL_SANDBOX_LANDLOCK;
  if (alone && filter_calls ())
    state |= VSL_SANDBOX_SECCOMP;
#endif
  return state;
}
