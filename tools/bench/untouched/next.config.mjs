/** Without a file here the framework would look for one in the folders above. */
export default {};
