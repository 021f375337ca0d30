"""From a file that is handed in to a recorded report: receiving, the job that reads, the worker that runs jobs."""
