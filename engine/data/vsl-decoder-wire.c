/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "data/vsl-decoder-wire.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FDS 4

typedef union {
  struct cmsghdr header;
  char space[CMSG_SPACE (sizeof (int) * MAX_FDS)];
} Control;

/**
 * vsl_wire_send:
 * @fds: (array length=n_fds) (nullable): at most 4 descriptors that the other side gets copies of
 *
 * Sends one whole message.
 */
gboolean
vsl_wire_send (int socket, gconstpointer data, gsize n, const int *fds, int n_fds)
{
  Control control = { 0 };
  struct iovec part = { (gpointer) data, n };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
  ssize_t sent;
  if (n_fds > 0) {
    message.msg_control = &control;
    message.msg_controllen = CMSG_SPACE (sizeof (int) * (gsize) n_fds);
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN (sizeof (int) * (gsize) n_fds);
    memcpy (CMSG_DATA (&control.header), fds, sizeof (int) * (gsize) n_fds);
  }
  do
    sent = sendmsg (socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t) n;
}

/* The descriptors of a message; how many there were. */
static int
take_fds (struct msghdr *message, int *fds, int room)
{
  int n = 0;
  for (struct cmsghdr *c = CMSG_FIRSTHDR (message); c; c = CMSG_NXTHDR (message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
      continue;
    gsize count = (c->cmsg_len - CMSG_LEN (0)) / sizeof (int);
    for (gsize i = 0; i < count; i++, n++) {
      int fd;
      memcpy (&fd, CMSG_DATA (c) + i * sizeof fd, sizeof fd);
      if (n < room)
        fds[n] = fd;
      else
        close (fd);
    }
  }
  return n;
}

/**
 * vsl_wire_receive:
 * @fds: (array) (nullable): room for descriptors
 * @n_fds: (inout) (nullable): how much room there is; then how many came
 *
 * Waits for one whole message.
 *
 * Returns: its bytes; 0: the other side has ended; -1 with errno
 */
gssize
vsl_wire_receive (int socket, gpointer data, gsize size, int *fds, int *n_fds)
{
  Control control;
  struct iovec part = { data, size };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
  int room = n_fds ? *n_fds : 0;
  ssize_t got;
  do
    got = recvmsg (socket, &message, MSG_CMSG_CLOEXEC);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    return -1;
  int n = take_fds (&message, fds, room), kept = MIN (n, room);
  if (n > room || message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
    for (int i = 0; i < kept; i++)
      close (fds[i]);
    errno = message.msg_flags & MSG_TRUNC ? EMSGSIZE : EPROTO;
    return -1;
  }
  if (n_fds)
    *n_fds = kept;
  return got;
}
