"""What rows come from: each format of the table, recognised by its looks, and read into rows."""
from __future__ import annotations

import json
from pathlib import Path

import pytest

from symderive.errors import UsageError
from symderive.grading.inputs import FORMATS, format_of, questions_of, records_of
from symderive.grading.row import Row, rows_of, with_gold

CANVAS = '''name,id,sis_id,section,section_id,section_sis_id,submitted,attempt,"101: Differentiate x^2, please.",2.0,102: f,1.0,n correct,n incorrect,score
Ada L,7,A7,Sec 1,12,,2026-03-01 09:00:00 UTC,1,2x,2.0,"\\cos x",0.0,1,1,2.0
Ben,8,B8,Sec 1,12,,2026-03-01 09:00:00 UTC,1,"x,2",0.0,,0.0,0,2,0.0
'''
MOODLE = '''\ufeff"Last name","First name","Email address",Status,Started,Completed,Duration,Grade/2.00,"Question 1","Response 1","Right answer 1","Response 2"
Lovelace,Ada,ada@x.org,Finished,"1 March 2026, 9:00 AM","1 March 2026, 9:10 AM","10 mins",2.00,"d/dx [x^2]",2x,"The correct answer is: 2x",1
Ng,Ben,ben@x.org,Finished,"1 March 2026, 9:00 AM","1 March 2026, 9:10 AM","10 mins",0.00,"d/dx [x^2]",-,2x,
,,,,,,"Overall average",1.00,,,,
'''


def rows(path: Path, name: str | None = None) -> list[Row]:
    return list(rows_of(records_of(path, name)))


def test_csv(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for sign in (",", ";", "\t"):
        path.write_text(f"\ufeffID{sign} Student {sign}gold{sign}ANSWER{sign}notes\n1{sign}ada{sign}2x{sign}\"x +\nx\"{sign}n\n\n", encoding="utf-8")
        assert rows(path) == [Row(id="1", student="ada", gold="2x", answer="x +\nx")]


def test_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 3, "solution": ["y = x^2", "y\' = 2x"], "given": "u = x; v = 2", "values": {"x": 2}, "points": 2.5}\n\nnonsense\n{"values": "[1]"}\n', encoding="utf-8")
    first, second, third = rows(path)
    assert first == Row(id="3", solution="y = x^2\ny' = 2x", given=("u = x", "v = 2"), values={"x": 2}, points="2.5")
    assert "line 3 is no JSON" in second.fault and "JSON object" in third.fault


def test_canvas(tmp_path: Path) -> None:
    path = tmp_path / "quiz.csv"
    path.write_text(CANVAS, encoding="utf-8")
    assert format_of(path).name == "canvas"
    found = rows(path)
    assert [(r.student, r.part, r.answer, r.points) for r in found] == [("7", "101", "2x", "2.0"), ("7", "102", r"\cos x", "1.0"), ("8", "101", "x,2", "2.0"), ("8", "102", "", "1.0")]
    assert found[0].problem == "Differentiate x^2, please." and (found[0].name, found[0].login, found[0].section) == ("Ada L", "A7", "Sec 1")


def test_moodle(tmp_path: Path) -> None:
    path = tmp_path / "responses.csv"
    path.write_text(MOODLE, encoding="utf-8")
    assert format_of(path).name == "moodle"
    assert [(r.student, r.name, r.part, r.problem, r.gold, r.answer) for r in rows(path)] == [
        ("ada@x.org", "Ada Lovelace", "1", "d/dx [x^2]", "2x", "2x"), ("ada@x.org", "Ada Lovelace", "2", "", "", "1"),
        ("ben@x.org", "Ben Ng", "1", "d/dx [x^2]", "2x", ""), ("ben@x.org", "Ben Ng", "2", "", "", "")]


def test_folder(tmp_path: Path) -> None:
    for name in ("ada/1a.tex", "ada/1b.md", "ben_1a.txt", "cy.tex", "notes.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"y = {name}\n", encoding="utf-8")
    (tmp_path / "di_1a.txt").write_bytes(b"\xff\xfe\xfa")
    found = rows(tmp_path)
    assert [(r.student, r.part, r.solution) for r in found] == [
        ("ada", "1a", "y = ada/1a.tex"), ("ada", "1b", "y = ada/1b.md"), ("ben", "1a", "y = ben_1a.txt"), ("cy", "", "y = cy.tex"), ("di", "1a", "")]
    assert "cannot be read" in found[-1].fault


def test_gold(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("part,gold,points\n1a,2x,3\n", encoding="utf-8")
    (tmp_path / "g.jsonl").write_text('{"part": "1a", "gold": "2x", "points": 3}\n', encoding="utf-8")
    for name in ("g.csv", "g.jsonl"):
        some = with_gold([Row(id="7", part="1a", gold="old", answer="x"), Row(id="1b", answer="y")], questions_of(tmp_path / name))
        assert list(some) == [Row(id="7", part="1a", gold="2x", answer="x", points="3"), Row(id="1b", answer="y")]
    (tmp_path / "bad.jsonl").write_text('{"gold": "2x"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="question 1"):
        questions_of(tmp_path / "bad.jsonl")


def test_every_format_says_what_it_is() -> None:
    assert all(f.title and f.name == name for name, f in FORMATS.items())


def test_the_key_is_of_what_is_judged() -> None:
    row = Row(id="1", student="a", gold="x", answer="y", points="1")
    assert row.key() == Row(id="2", student="b", gold="x", answer="y", points="2", name="n").key()
    assert len({row.key(), row.key("zh"), *(Row(**{"id": "1", "gold": "x", "answer": "y", name: "z"}).key() for name in ("gold", "answer", "assume", "form", "problem", "tolerance"))}) == 8
    assert json.loads(json.dumps(row.key())) == row.key()
