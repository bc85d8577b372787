"""How people write things, and the one form in which the chain keeps each of them.

One concept per module. Each form is a pure function from what somebody wrote to what is stored. It raises ValueError
with a Dutch sentence that says what is wanted, with an example, and never repeats what was written. What is already in
its form stays as it is.
"""
