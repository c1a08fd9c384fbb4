"""Run from the project's folder: python -m unittest"""

import tempfile
import unittest
from pathlib import Path

from agents.memory_agent import NoteStore
from agents.skills import CalculationError, TimerBoard, calculate
from common.text import RelevanceIndex


class RelevanceIndexTest(unittest.TestCase):
    def setUp(self):
        self.index = RelevanceIndex()
        for key, text in enumerate(("the lights in the kitchen", "the lamp in the hall", "kitchen kitchen window")):
            self.index.add(key, text)

    def test_rare_words_weigh_more_and_endings_do_not_matter(self):
        self.assertEqual(self.index.search("lamps in the kitchen")[0][0], 1)
        self.assertEqual({key for key, _ in self.index.search("light")}, {0})

    def test_removed_and_replaced_documents_are_not_found(self):
        self.index.remove(1)
        self.index.add(0, "the garden")
        self.assertEqual(self.index.search("lamp lights"), [])
        self.assertEqual(len(self.index), 2)

    def test_coverage_is_one_when_everything_is_held_and_zero_when_nothing_is(self):
        self.assertEqual(self.index.coverage("hall lamp", 1), 1.0)
        self.assertEqual(self.index.coverage("violin", 1), 0.0)
        self.assertEqual(self.index.coverage("", 1), 0.0)
        self.assertLess(self.index.likeness("hall lamp violin", 1), 1.0)


class NoteStoreTest(unittest.TestCase):
    def test_notes_outlive_the_process_that_wrote_them(self):
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "memory.db")
            first = NoteStore(path)
            kept = first.add("my bicycle is in the cellar")
            dropped = first.add("the bicycle shop is closed")
            first.remove([dropped])
            first.close()
            second = NoteStore(path)
            self.assertEqual([note["id"] for note in second.search("where is my bicycle?", 5)], [kept])
            second.close()


class SkillsTest(unittest.TestCase):
    def test_sums(self):
        self.assertEqual(calculate("12 times (7 - 3)"), "48")
        self.assertEqual(calculate("100 divided by 8"), "12.5")

    def test_what_is_no_sum_is_refused(self):
        for text in ("1/0", "2 **9", "__import__('os')", "1e999 * 0 +", "(" * 150, "True + 1", ""):
            with self.assertRaises(CalculationError):
                calculate(text)

    def test_a_timer_that_ran_out_is_told_once(self):
        now = [0.0]
        timers = TimerBoard(clock=lambda: now[0])
        timers.handle({"count": "5", "unit": "minutes"})
        self.assertIn("300 seconds", timers.handle({}))
        now[0] = 301.0
        self.assertIn("over", timers.handle({}))
        self.assertIn("No timer", timers.handle({}))


if __name__ == "__main__":
    unittest.main()
