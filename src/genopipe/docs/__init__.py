"""The generated part of the documentation: pages and schemas, made from the code that they describe."""
