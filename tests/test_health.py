"""The container's health check, against a made-up /proc and, where it can be, the real one."""

import os
import socket
from pathlib import Path

import pytest

from bot import health

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
ESTABLISHED, SYN_SENT, CLOSE_WAIT, LISTEN = "01", "02", "08", "0A"


@pytest.fixture
def proc(tmp_path):
    (tmp_path / "net").mkdir()
    (tmp_path / "net/tcp").write_text(HEAD, "ascii")

    def add(pid, state, inode, table="tcp"):
        ends = "0100007F:1F90 00000000:0000"
        row = f"   0: {ends} {state} 00000000:00000000 00:00000000 00000000  10001 0 {inode} 1\n"
        with (tmp_path / "net" / table).open("a", encoding="ascii") as file:
            file.write(row if table == "tcp" else HEAD + row)
        folder = tmp_path / str(pid) / "fd"
        folder.mkdir(parents=True)
        (folder / "7").symlink_to(f"socket:[{inode}]")

    return tmp_path, add


@pytest.mark.parametrize("state", [ESTABLISHED, LISTEN])
def test_a_process_that_is_connected_or_listens_is_healthy(proc, state):
    folder, add = proc
    add(1, state, 4242)
    assert health.connected(folder)


@pytest.mark.parametrize("state", [SYN_SENT, CLOSE_WAIT])
def test_a_connection_not_made_or_dropped_by_the_other_side_is_not_healthy(proc, state):
    folder, add = proc
    add(1, state, 4242)
    assert not health.connected(folder)


def test_a_socket_of_ipv6_counts(proc):
    folder, add = proc
    add(1, LISTEN, 4242, table="tcp6")
    assert health.connected(folder)


def test_a_socket_of_the_check_itself_does_not_count(proc):
    folder, add = proc
    add(os.getpid(), ESTABLISHED, 4242)
    assert not health.connected(folder)


def test_a_socket_that_no_process_here_holds_does_not_count(proc):
    folder, add = proc
    add(1, ESTABLISHED, 4242)
    (folder / "1/fd/7").unlink()
    assert not health.connected(folder)


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux")
def test_the_kernel_writes_its_table_as_the_check_reads_it():
    with socket.create_server(("127.0.0.1", 0)) as server:
        name = f"socket:[{os.fstat(server.fileno()).st_ino}]"
        assert name in health._live_sockets(Path("/proc"))
    assert name not in health._live_sockets(Path("/proc"))
