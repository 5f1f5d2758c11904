"""Gives every vector of the files to a verifier: python3 loop.py FILE..."""
import json
import sys

from verifier import claimed, verify

wrong = 0
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as text:
        file = json.load(text)
    vectors = [vector for vector in file["vectors"] if claimed(vector)]
    left_out = [vector["id"] for vector in file["vectors"] if not claimed(vector)]
    for vector in vectors:
        answers = verify(file, vector)
        result = "reject" if "reject" in answers else "accept"
        expected = [step["expect"] for step in vector["steps"]]
        if (result, answers) != (vector["result"], expected):
            wrong += 1
            print(f"{path}: {vector['id']}: {answers}, must be {vector['result']}: {expected}")
    print(f"{path}: {len(vectors)} vectors verified, {len(left_out)} left out", *left_out)
    wrong += vectors == []
sys.exit(1 if wrong or len(sys.argv) < 2 else 0)
