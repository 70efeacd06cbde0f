/**
 * A connection to Redis is given up when a command has had no answer for so long: the packets of one
 * that a firewall has forgotten vanish, and nobody tells. Longer than the longest read that waits
 * inside Redis, which is 10 s, of the queue's library.
 */
export const redisSilenceMs = 15_000;
