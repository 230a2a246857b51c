"""Issues: what customers wait for somebody to build or repair, and who of them waits."""
