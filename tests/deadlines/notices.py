"""Notices for tests. The one for 2027 is MADE UP: no such arrangement was announced when it was written."""

from deadlines.changes.reading import Notice, read_lines

# 编造的放假安排，仅供测试。
MADE_UP_2027 = """放假 2027-01-01 至 2027-01-03
放假 2027-02-05 至 2027-02-11；上班 2027-02-14、2027-02-20
放假 2027-04-03 至 2027-04-05
放假 2027-05-01 至 2027-05-05；上班 2027-05-08
放假 2027-06-09；放假 2027-09-15
放假 2027-10-01 至 2027-10-07；上班 2027-09-26、2027-10-09
"""
BASIS_2027 = "编造的2027年放假安排（测试）"


def made_up_2027() -> Notice:
    notice = read_lines(MADE_UP_2027)
    assert notice.faults == []
    return notice
