"""Evidence as pictures, tables and sentences: what is drawn where and what is said, without words of the interface."""
