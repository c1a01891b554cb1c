import { FileDescriptorsRequest, FileDescriptorsResponse } from "cosmjs-types/cosmos/reflection/v1/reflection";
import { queryChain } from "../../src/chain/query.ts";
import type { ChainConnection } from "../../src/index.ts";

const fileDescriptors = {
  path: "/cosmos.reflection.v1.ReflectionService/FileDescriptors",
  request: FileDescriptorsRequest,
  response: FileDescriptorsResponse,
};

/** The methods of a module's `Query` service by the descriptors that the running binary answers with, ascending. */
export async function queryServiceMethods(connection: ChainConnection, packageName: string): Promise<string[]> {
  const { files } = await queryChain(connection.queryClient, fileDescriptors, {});
  return files
    .filter((file) => file.package === packageName)
    .flatMap(({ service }) => service.filter(({ name }) => name === "Query"))
    .flatMap(({ method }) => method.map(({ name }) => name))
    .toSorted();
}
