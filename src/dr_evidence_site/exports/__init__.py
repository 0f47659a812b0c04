"""What other programs and other people's files can use: values of the model as texts in their formats."""
