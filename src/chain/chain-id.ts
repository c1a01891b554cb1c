/** The revision number that IBC reads off a chain id: 1 for `x-1`, 0 where it does not end so. @see ParseChainID in ibc-go */
export function revisionNumber(chainId: string): bigint {
  return BigInt(/^[^\n]*[^\n-]-([1-9][0-9]*)$/.exec(chainId)?.[1] ?? 0);
}
