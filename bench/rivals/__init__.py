"""The same rules as an expert writes them by hand, and in the engines that people use instead."""
