"""Kafka as the pipeline uses it: messages acknowledged before anybody counts on them, offsets committed after the work.

``base`` has the contracts, ``producer`` and ``consumer`` a real broker behind them, ``local`` one in memory. ``loop``
is the one consumer loop, ``dead_letter`` keeps what nothing can make good, ``topic_reader`` reads it back. ``config``
turns settings into librdkafka properties, ``connection`` its complaints into readiness, ``admin`` makes the topics.
"""
