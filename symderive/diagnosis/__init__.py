"""Why an answer is wrong: the misconceptions that lead to it."""
