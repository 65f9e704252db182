"""The queue: people are protected here without being silenced. No page of it knows an author."""
