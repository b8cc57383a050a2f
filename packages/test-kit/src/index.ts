export * from './mlflow-server.ts'
export * from './mlflow-venv.ts'
export * from './mlflow-versions.ts'
export * from './temp-dir.ts'
