/** The ports in the settings of kinesis-local. They only name its two servers: the preload binds free ports. */
export const PLAIN_LABEL = 1;
export const TLS_LABEL = 2;

/** What the preload sends over the IPC channel for every server of the child: the port asked for, the real one. */
export interface Announcement {
  readonly asked: number;
  readonly port: number;
}

const SOURCE = `
import net from 'node:net';
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (asked, ...rest) {
  this.once('listening', () => process.send({ asked, port: this.address().port }));
  return listen.call(this, { port: 0, host: '127.0.0.1' }, ...rest);
};
process.once('disconnect', () => process.exit());
`;

/**
 * A module for `node --import` that makes every server of a child bind 127.0.0.1 and a free port, announces that
 * port over IPC, and ends the child when its parent is gone (the channel closes, however the parent died).
 * A data: URL, because then neither the compiled tests nor the sources have to find a file.
 */
export const loopbackPreload = `data:text/javascript,${encodeURIComponent(SOURCE)}`;
